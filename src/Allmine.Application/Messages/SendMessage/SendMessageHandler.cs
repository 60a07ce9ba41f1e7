using System.Globalization;
using Allmine.Application.Abstractions;
using Allmine.Application.Authorization;
using Allmine.Application.Media;
using Allmine.Application.SendLog;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Messages.SendMessage;

/// <summary>Turns the command into an intent and hands it to the send log, which does the rest.</summary>
internal sealed class SendMessageHandler(
    ICaller caller, IIdGenerator ids, GroupCommitEngine sendLog, FileLifecycle lifecycle, IIdempotencyRepository outcomes)
    : IRequestHandler<SendMessageCommand, SendMessageResult>
{
    public async Task<SendMessageResult> Handle(SendMessageCommand command, CancellationToken cancellationToken)
    {
        var intent = IntentOf(command);
        var receipt = await (command switch
        {
            { DryRun: true } => RehearseAsync(intent, command.Upload, cancellationToken),
            { Upload: { } upload } => SendAsync(intent, upload, cancellationToken),
            // Once handed over, a send is carried out whether or not its caller still waits.
            _ => sendLog.AppendAsync(intent),
        });
        return new SendMessageResult(MessageView.JustSent(receipt.Message), receipt.Replayed, command.DryRun, receipt.Balance);
    }

    private async Task<CommittedSend> RehearseAsync(SendIntent intent, IReceivedFile? upload, CancellationToken cancellationToken)
    {
        if (upload is not null)
            intent = With(intent, await lifecycle.InspectAsync(intent.Sender, upload, cancellationToken));
        return await sendLog.DryRunAsync(intent, cancellationToken);
    }

    /// <summary>The bytes are stored first, and bound in the send's commit. What isn't bound there is removed again.</summary>
    private async Task<CommittedSend> SendAsync(SendIntent intent, IReceivedFile upload, CancellationToken cancellationToken)
    {
        // A repetition is answered without storing its bytes once more.
        if (intent.Key is { } key && await outcomes.FindAsync(key, cancellationToken) is { } outcome)
            return outcome.ReplayFor(intent);

        var file = await lifecycle.StoreAsync(intent.Sender, upload, cancellationToken);
        try
        {
            var receipt = await sendLog.AppendAsync(With(intent, file));
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

    private SendIntent IntentOf(SendMessageCommand command)
    {
        var sender = caller.ActingUser();
        Id<Chat>? chatId = command.ChatId is { } chat ? Id<Chat>.Parse(chat) : null;
        Id<User>? target = command.TargetUserId is { } user ? Id<User>.Parse(user) : null;
        if (target == sender)
            throw new InvalidRequestException(ErrorCode.Self, "targetUserId");

        var draft = DraftOf(command) with { File = command.File };
        return command.IdempotencyKey is { } key && !command.DryRun
            ? new SendIntent(ids.NewId<Message>(), sender, chatId, target, draft, new IdempotencyKey(sender, key), FingerprintOf(command, chatId, target))
            : new SendIntent(ids.NewId<Message>(), sender, chatId, target, draft);
    }

    private static MessageDraft DraftOf(SendMessageCommand command) => MessageKindNames.Parse(command.Type) switch
    {
        MessageKind.Text => new TextDraft(MessageText.From(command.Content!)),
        MessageKind.Media => new MediaDraft(command.Content),
        MessageKind.CreditTransfer => new CreditTransferDraft(command.CreditTransfer!.Amount!.Value, command.Content),
        _ => throw new InvalidOperationException($"There is no message of type '{command.Type}'."),
    };

    private static Fingerprint FingerprintOf(SendMessageCommand command, Id<Chat>? chatId, Id<User>? target) => Fingerprint.Of(
        command.Type,
        chatId?.ToString(),
        target?.ToString(),
        command.Content,
        command.File,
        command.Upload?.Digest,
        command.CreditTransfer?.Amount?.ToString(CultureInfo.InvariantCulture));
}
