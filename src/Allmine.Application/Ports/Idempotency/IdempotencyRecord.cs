using Allmine.Application.GroupCommit.Intents;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;

namespace Allmine.Application.Ports.Idempotency;

/// <summary>
/// What the first request of an idempotency key led to: what its repetitions are answered with. Each kind of write fills the
/// parts that its replay needs; stores keep the parts, and know no kind.
/// </summary>
/// <param name="Key">The key in its scope.</param>
/// <param name="Fingerprint">Of the first request.</param>
public sealed record IdempotencyRecord(IdempotencyKey Key, Fingerprint Fingerprint)
{
    /// <summary>The shortest time for which a key is remembered.</summary>
    public static readonly TimeSpan LeastRetention = TimeSpan.FromDays(7);

    /// <summary>The message that was sent.</summary>
    public Message? Message { get; init; }

    /// <summary>The grant that was made.</summary>
    public Grant? Grant { get; init; }

    /// <summary>After a transfer, the sender's; after a grant, the recipient's. Whole credits.</summary>
    public long? Balance { get; init; }

    /// <summary>Why the request was refused for good: <c>credits.insufficient</c>, the only refusal that is recorded.</summary>
    public ErrorCode? Refusal { get; init; }

    /// <summary>Whether it is kept for ever: whatever moved credits, or was refused for lack of them.</summary>
    public bool IsPermanent => Balance is not null || Refusal is not null;

    public static IdempotencyRecord OfMessage(IdempotencyKey key, Fingerprint fingerprint, Message message, long? balance = null) =>
        new(key, fingerprint) { Message = message, Balance = balance };

    public static IdempotencyRecord OfGrant(IdempotencyKey key, Fingerprint fingerprint, Grant grant, long balance) =>
        new(key, fingerprint) { Grant = grant, Balance = balance };

    public static IdempotencyRecord OfRefusal(IdempotencyKey key, Fingerprint fingerprint, ErrorCode code) => new(key, fingerprint) { Refusal = code };

    /// <summary>The answer to a request that uses the key again.</summary>
    /// <exception cref="RefusedException">It is not the same request as the first, or the first was refused.</exception>
    public TReceipt ReplayFor<TReceipt>(Intent<TReceipt> intent)
        where TReceipt : class
    {
        if (!Fingerprint.Equals(intent.Fingerprint))
            throw new RefusedException(ErrorCode.KeyReused);
        return Refusal is { } code ? throw new RefusedException(code) { Replayed = true } : intent.Replay(this);
    }

    /// <summary>For a kind of write that does not find its parts. Scopes keep the kinds apart, so that it is a defect.</summary>
    internal InvalidOperationException IsOfOtherKind() => new($"The key {Key} was recorded by another kind of write.");
}
