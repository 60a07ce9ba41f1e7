using Allmine.Domain.Errors;

namespace Allmine.Application.SendLog;

/// <summary>
/// What became of the request that first used a key: a <see cref="MessageOutcome"/>, a <see cref="RefusalOutcome"/> or a
/// <see cref="GrantOutcome"/>.
/// </summary>
/// <param name="Key">The key and its user.</param>
/// <param name="Fingerprint">Of the request that used it.</param>
public abstract record IdempotencyRecord(IdempotencyKey Key, Fingerprint Fingerprint)
{
    /// <summary>For how long a key is remembered at least.</summary>
    public static readonly TimeSpan LeastRetention = TimeSpan.FromDays(7);

    /// <summary>Whether it is remembered for ever: whatever has moved credits, or was refused for the lack of them.</summary>
    public abstract bool IsPermanent { get; }

    /// <summary>The answer to a send that uses the key again.</summary>
    /// <exception cref="RefusedException">It is another request than the first, or the first was refused.</exception>
    public CommittedSend ReplayFor(SendIntent intent)
    {
        Verify(intent);
        return this is MessageOutcome sent ? new CommittedSend(sent.Message, Replayed: true, sent.Balance) : throw Refusal();
    }

    /// <inheritdoc cref="ReplayFor(SendIntent)"/>
    public CommittedGrant ReplayFor(GrantIntent intent)
    {
        Verify(intent);
        return this is GrantOutcome granted ? new CommittedGrant(granted.Grant, granted.Balance, Replayed: true) : throw Refusal();
    }

    private void Verify(Intent intent)
    {
        if (!Fingerprint.Equals(intent.Fingerprint))
            throw new RefusedException(ErrorCode.KeyReused);
    }

    private Exception Refusal() => this is RefusalOutcome refused
        ? new RefusedException(refused.Code) { Replayed = true }
        : new InvalidOperationException($"The key {Key} is recorded as a {GetType().Name}.");
}
