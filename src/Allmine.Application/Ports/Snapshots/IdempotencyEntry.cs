using Allmine.Application.Ports.Idempotency;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;

namespace Allmine.Application.Ports.Snapshots;

/// <summary>
/// What is recorded under an idempotency key, as it is stored. A <see cref="IdempotencyRecord"/> is just one of a message, a refusal
/// and a grant; a record that somebody has changed may be more than one of them, or none.
/// </summary>
/// <param name="Key">The key and its user.</param>
/// <param name="MessageId">The message that it led to.</param>
/// <param name="ChatId">Where the message is, if the store notes it.</param>
/// <param name="Refusal">The code of a refusal.</param>
/// <param name="Grant">The grant that it led to.</param>
/// <param name="Balance">After a transfer, the sender's; after a grant, the recipient's.</param>
/// <param name="IsPermanent">Whether the store keeps the record for ever.</param>
public sealed record IdempotencyEntry(
    IdempotencyKey Key, Id<Message>? MessageId, Id<Chat>? ChatId, ErrorCode? Refusal, Grant? Grant, long? Balance, bool IsPermanent)
{
    public static IdempotencyEntry Of(IdempotencyRecord record) => new(
        record.Key, record.Message?.Id, record.Message?.ChatId, record.Refusal, record.Grant, record.Balance, record.IsPermanent);

    /// <summary>How the key is named to an operator, who has to find its record.</summary>
    public static string NameOf(IdempotencyKey key) => $"key '{key.Key}' of {key.UserId}";

    public override string ToString() => NameOf(Key);
}
