using System.Globalization;
using Allmine.Application.Abstractions;
using Allmine.Application.Authorization;
using Allmine.Application.SendLog;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using MediatR;

namespace Allmine.Application.Messages.SendMessage;

/// <summary>Turns the command into an intent and hands it to the send log, which does the rest.</summary>
internal sealed class SendMessageHandler(ICaller caller, IIdGenerator ids, SendLogEngine sendLog)
    : IRequestHandler<SendMessageCommand, SendMessageResult>
{
    public async Task<SendMessageResult> Handle(SendMessageCommand command, CancellationToken cancellationToken)
    {
        var intent = IntentOf(command);
        // Once handed over, a send is carried out whether or not its caller still waits.
        var receipt = command.DryRun
            ? await sendLog.RehearseAsync(intent, cancellationToken)
            : await sendLog.AppendAsync(intent);
        return new SendMessageResult(MessageView.JustSent(receipt.Message), receipt.Replayed, command.DryRun);
    }

    private SendIntent IntentOf(SendMessageCommand command)
    {
        var sender = caller.ActingUser();
        Id<Chat>? chatId = command.ChatId is { } chat ? Id<Chat>.Parse(chat) : null;
        Id<User>? target = command.TargetUserId is { } user ? Id<User>.Parse(user) : null;
        if (target == sender)
            throw new InvalidRequestException(ErrorCode.Self, "targetUserId");

        var draft = DraftOf(command);
        return command.IdempotencyKey is { } key && !command.DryRun
            ? new SendIntent(ids.NewId<Message>(), sender, chatId, target, draft, new OutcomeKey(sender, key), FingerprintOf(command, chatId, target))
            : new SendIntent(ids.NewId<Message>(), sender, chatId, target, draft);
    }

    private static MessageDraft DraftOf(SendMessageCommand command) => MessageKinds.Parse(command.Type) switch
    {
        MessageKind.Text => new TextDraft(MessageText.From(command.Content!), command.File),
        _ => throw new InvalidRequestException(ErrorCode.NotOffered, "type", command.Type!),
    };

    private static Fingerprint FingerprintOf(SendMessageCommand command, Id<Chat>? chatId, Id<User>? target) => Fingerprint.Of(
        command.Type,
        chatId?.ToString(),
        target?.ToString(),
        command.Content,
        command.File,
        command.CreditTransfer?.Amount?.ToString(CultureInfo.InvariantCulture));
}
