using System.Globalization;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Idempotency;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Messages.SendMessage;

/// <summary>Turns sends whose shape has been checked into intents.</summary>
internal sealed class SendIntents(IIdGenerator ids)
{
    /// <param name="command">The send.</param>
    /// <param name="sender">In whose name it is carried out.</param>
    /// <param name="actor">Who asks for it.</param>
    /// <exception cref="InvalidRequestException">It is addressed to the sender.</exception>
    public MessageIntent Of(SendMessageCommand command, Id<User> sender, Actor? actor)
    {
        Id<Chat>? chatId = command.ChatId is { } chat ? Id<Chat>.Parse(chat) : null;
        Id<User>? target = command.TargetUserId is { } user ? Id<User>.Parse(user) : null;
        if (target == sender)
            throw new InvalidRequestException(ErrorCode.Self, "targetUserId");

        var id = ids.NewId<Message>();
        MessageIntent intent = MessageKindNames.Parse(command.Type) switch
        {
            MessageKind.Text => new SendIntent(id, sender, chatId, target, new TextDraft(MessageText.From(command.Content!)) { File = command.File }),
            MessageKind.Media => new SendIntent(id, sender, chatId, target, new MediaDraft(command.Content) { File = command.File }),
            MessageKind.CreditTransfer => new TransferIntent(id, sender, chatId, target, command.CreditTransfer!.Amount!.Value, command.Content),
            _ => throw new InvalidOperationException($"There is no message of type '{command.Type}'."),
        };
        var extras = ExtrasOf(command);
        intent = intent with { Actor = actor, Extras = extras, ExpectedSequence = command.Expect?.LastSequence };
        return command is { IdempotencyKey: { } key, DryRun: false }
            ? intent with { Key = new IdempotencyKey(sender, key), Fingerprint = FingerprintOf(command, extras) }
            : intent;
    }

    /// <summary>Null where nothing goes with the message: what is said to be so by default is as absent.</summary>
    private static SendExtras? ExtrasOf(SendMessageCommand command) => command is { Metadata: null, Silent: not true, ReplyTo: null, Mentions: not { Count: > 0 } }
        ? null
        : new SendExtras(
            command.Metadata is { } json ? MessageMetadata.Compact(json) : null,
            command.Silent == true,
            command.ReplyTo is { } message ? Id<Message>.Parse(message) : null,
            command.Mentions is { } mentions ? [.. mentions.Select(user => Id<User>.Parse(user!))] : []);

    /// <summary>Of a send whose shape has been checked: tells its repetitions from other sends.</summary>
    public static Fingerprint FingerprintOf(SendMessageCommand command) => FingerprintOf(command, ExtrasOf(command));

    private static Fingerprint FingerprintOf(SendMessageCommand command, SendExtras? extras)
    {
        ReadOnlySpan<string?> fields =
        [
            command.Type,
            // In the one form that identifiers have.
            command.ChatId?.ToLowerInvariant(),
            command.TargetUserId?.ToLowerInvariant(),
            command.Content,
            command.File,
            command.Upload?.Digest,
            command.CreditTransfer?.Amount?.ToString(CultureInfo.InvariantCulture),
        ];
        if (extras is null && command.Expect is null)
            return Fingerprint.Of(fields);
        return Fingerprint.OfFields(
            fields,
            [
                (MessageMetadata.Field, extras?.Metadata),
                ("silent", extras is { IsSilent: true } ? "true" : null),
                ("replyTo", extras?.ReplyTo?.ToString()),
                ("mentions", extras is { Mentions.Count: > 0 } ? string.Join(',', extras.Mentions) : null),
                (SendMessageValidator.ExpectedSequenceField, command.Expect?.LastSequence?.ToString(CultureInfo.InvariantCulture)),
            ]);
    }
}
