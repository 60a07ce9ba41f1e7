using Allmine.Domain.Credits;

namespace Allmine.Application.SendLog;

/// <summary>The grant is committed.</summary>
/// <param name="Key">The key, and the subject of the token.</param>
/// <param name="Fingerprint">Of the request that used it.</param>
/// <param name="Grant">The grant that it led to.</param>
/// <param name="Balance">The user's balance after it.</param>
public sealed record GrantOutcome(IdempotencyKey Key, Fingerprint Fingerprint, Grant Grant, long Balance) : IdempotencyRecord(Key, Fingerprint)
{
    public override bool IsPermanent => true;
}
