using Allmine.Domain.Messages;

namespace Allmine.Application.SendLog;

/// <summary>The send is committed.</summary>
/// <param name="Key">The key and its user.</param>
/// <param name="Fingerprint">Of the request that used it.</param>
/// <param name="Message">The message that it led to.</param>
/// <param name="Balance">The sender's balance after a credit transfer; null for every other kind.</param>
public sealed record MessageOutcome(IdempotencyKey Key, Fingerprint Fingerprint, Message Message, long? Balance = null) : IdempotencyRecord(Key, Fingerprint)
{
    public override bool IsPermanent => Message.Transfer is not null;
}
