using Allmine.Application.GroupCommit.Locks;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;

namespace Allmine.Application.GroupCommit.Intents.Batches;

/// <summary>
/// Sends that are decided one after the other in one round, each for itself: none overtakes another, and if the round's outcome is unknown, so is
/// that of all of them.
/// </summary>
/// <param name="Sends">One or more, each with a key of its own or none.</param>
public sealed record SeriesIntent(IReadOnlyList<MessageIntent> Sends) : Intent<SeriesReceipt>(null, null)
{
    public override int Weight => Sends.Sum(send => send.Weight);

    internal override int Size => Sends.Count;

    internal override IReadOnlyList<Intent> Parts => Sends;

    internal override IEnumerable<LockKey> Locks(Func<Id<Chat>, DirectPair?>? pairOf) => Sends.SelectMany(send => send.Locks(pairOf)).Distinct();

    internal override void AddTo(LoadRequest request, Chat? cached) => throw new InvalidOperationException("Its parts are loaded.");

    internal override SeriesReceipt Decide(RoundDecider round) => new([.. Sends.Select(send => ItemOf(round.Decide(send)))]);

    internal override SeriesReceipt Replay(IdempotencyRecord record) => throw record.IsOfOtherKind();

    internal override SeriesReceipt InDoubt(SeriesReceipt receipt) =>
        new([.. receipt.Items.Select(item => item.Refusal is null ? item : item with { Refusal = new StoreUnavailableException(item.Refusal) })]);

    private static SeriesItem ItemOf(Decision<CommittedSend> decision) => new(decision.Receipt, decision.Refusal);
}
