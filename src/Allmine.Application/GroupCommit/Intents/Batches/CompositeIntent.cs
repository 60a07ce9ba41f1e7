using Allmine.Application.GroupCommit.Locks;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.GroupCommit.Intents.Batches;

/// <summary>An intent that is made of others, all of them in one round. Each is loaded by itself, and locks what it would lock alone.</summary>
/// <typeparam name="TReceipt">The answer, once the round is committed.</typeparam>
/// <inheritdoc cref="Intent" path="/param"/>
public abstract record CompositeIntent<TReceipt>(IdempotencyKey? Key, Fingerprint? Fingerprint) : Intent<TReceipt>(Key, Fingerprint)
    where TReceipt : class
{
    public override int Weight => Parts.Sum(part => part.Weight);

    internal override int Size => Parts.Count;

    internal abstract override IReadOnlyList<Intent> Parts { get; }

    internal override IEnumerable<LockKey> Locks(Func<Id<Chat>, DirectPair?>? pairOf) => Parts.SelectMany(part => part.Locks(pairOf)).Distinct();

    internal override void AddTo(LoadRequest request, Chat? cached) => throw new InvalidOperationException("Its parts are loaded.");
}
