using Allmine.Application.Authorization;
using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Media;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using MediatR;

namespace Allmine.Application.Messages.SendMessage;

/// <summary>Turns the command into an intent and hands it to the engine, which does the rest.</summary>
internal sealed class SendMessageHandler(
    ICaller caller, SendIntents intents, GroupCommitEngine engine, FileLifecycle lifecycle, IIdempotencyRepository records)
    : IRequestHandler<SendMessageCommand, SendMessageResult>
{
    public async Task<SendMessageResult> Handle(SendMessageCommand command, CancellationToken cancellationToken)
    {
        var intent = intents.Of(command, caller.ActingUser(), caller.Actor());
        var receipt = await (intent switch
        {
            _ when command.DryRun => DryRunAsync(intent, command.Upload, cancellationToken),
            SendIntent send when command.Upload is { } upload => UploadAndSendAsync(send, upload, cancellationToken),
            // Once handed over, a send is carried out whether or not its caller still waits.
            _ => engine.CommitAsync(intent),
        });
        return new SendMessageResult(MessageView.JustSent(receipt.Message), receipt.Replayed, command.DryRun, receipt.Balance);
    }

    private async Task<CommittedSend> DryRunAsync(MessageIntent intent, IReceivedFile? upload, CancellationToken cancellationToken)
    {
        if (intent is SendIntent send && upload is not null)
            intent = With(send, await lifecycle.InspectAsync(intent.Sender, upload, cancellationToken));
        return await engine.DryRunAsync(intent, cancellationToken);
    }

    /// <summary>The bytes are stored first, and bound in the send's commit. What isn't bound there is removed again.</summary>
    private async Task<CommittedSend> UploadAndSendAsync(SendIntent intent, IReceivedFile upload, CancellationToken cancellationToken)
    {
        // A repetition is answered without storing its bytes once more.
        if (intent.Key is { } key && await records.FindAsync(key, cancellationToken) is { } recorded)
            return recorded.ReplayFor(intent);

        UploadedFile file;
        try
        {
            file = await lifecycle.StoreAsync(intent.Sender, upload, cancellationToken);
        }
        catch (RefusedException refusal) when (refusal.Code == ErrorCode.MediaQuota && intent.Key is not null)
        {
            // The request that this one repeats may meanwhile have stored the file that leaves no room for another.
            if (await records.FindAsync(intent.Key.Value, cancellationToken) is { } meanwhile)
                return meanwhile.ReplayFor(intent);
            throw;
        }

        try
        {
            var receipt = await engine.CommitAsync(With(intent, file));
            if (receipt.Replayed)
                await lifecycle.DiscardAsync(file);
            return receipt;
        }
        catch (AllmineException refusal) when (refusal is not StoreUnavailableException)
        {
            await lifecycle.DiscardAsync(file);
            throw;
        }
    }

    private static SendIntent With(SendIntent intent, UploadedFile file) => intent with { Draft = intent.Draft with { Upload = file } };
}
