using Allmine.Domain.Errors;

namespace Allmine.Application.SendLog;

/// <summary>The request was refused for good.</summary>
/// <param name="Key">The key and its user.</param>
/// <param name="Fingerprint">Of the request that used it.</param>
/// <param name="Code">The reason: <c>credits.insufficient</c>, the only one that is recorded.</param>
public sealed record RefusalOutcome(IdempotencyKey Key, Fingerprint Fingerprint, ErrorCode Code) : IdempotencyRecord(Key, Fingerprint)
{
    public override bool IsPermanent => true;
}
