using Allmine.Application.Ports.Idempotency;
using Allmine.Domain.Errors;

namespace Allmine.Application.GroupCommit.Intents;

/// <summary>An intent that says by its type what it is answered with.</summary>
/// <typeparam name="TReceipt">The answer, once the round is committed.</typeparam>
/// <inheritdoc cref="Intent" path="/param"/>
public abstract record Intent<TReceipt>(IdempotencyKey? Key, Fingerprint? Fingerprint) : Intent(Key, Fingerprint)
    where TReceipt : class
{
    /// <summary>Decides the write. Every check comes before the first change, so that a refused write changes nothing.</summary>
    /// <exception cref="AllmineException">It is refused.</exception>
    internal abstract TReceipt Decide(RoundDecider round);

    /// <summary>The answer to a repetition, from what was recorded for the first request of this key.</summary>
    /// <exception cref="InvalidOperationException">The record is not of this kind of write.</exception>
    internal abstract TReceipt Replay(IdempotencyRecord record);

    /// <summary>The answer where an earlier commit with it may have been written: refusals in it say nothing then.</summary>
    internal virtual TReceipt InDoubt(TReceipt receipt) => receipt;
}
