using Allmine.Application.Ports.Idempotency;
using Allmine.Domain.Errors;

namespace Allmine.Application.GroupCommit.Intents.Batches;

/// <summary>
/// Sends that are decided one after the other in one round, each for itself: none overtakes another, and if the round's outcome is unknown, so is
/// that of all of them.
/// </summary>
/// <param name="Sends">One or more, each with a key of its own or none.</param>
/// <param name="Key">The batch's key, in the scope of batches; null if the request has none. Several series of a batch have the same.</param>
/// <param name="Fingerprint">Says that the batch is not atomic; there if the key is.</param>
/// <param name="IsKept">Whether what is recorded of the batch is kept for ever, because that of one of its items may be.</param>
public sealed record SeriesIntent(IReadOnlyList<MessageIntent> Sends, IdempotencyKey? Key = null, Fingerprint? Fingerprint = null, bool IsKept = false)
    : CompositeIntent<SeriesReceipt>(Key, Fingerprint)
{
    internal override IReadOnlyList<Intent> Parts => Sends;

    internal override bool GoesOn => true;

    /// <summary>As soon as anything of the batch is recorded, it is recorded that it is not atomic.</summary>
    internal override SeriesReceipt Decide(RoundDecider round)
    {
        var recorded = round.Changes.IdempotencyRecords.Count;
        var items = Sends.Select(send => ItemOf(round.Decide(send))).ToList();
        if (round.Changes.IdempotencyRecords.Count > recorded)
            round.Record(this, (key, fingerprint) => IdempotencyRecord.OfSeries(key, fingerprint, round.Now, IsKept));
        return new SeriesReceipt(items);
    }

    internal override SeriesReceipt Replay(IdempotencyRecord record) => throw record.IsOfOtherKind();

    /// <summary>What comes after one whose outcome is unknown is unknown, too: a repetition must find them in their order.</summary>
    internal override SeriesReceipt InDoubt(SeriesReceipt receipt)
    {
        var known = receipt.Items.TakeWhile(item => item.Refusal is null).ToList();
        return new([.. known, .. receipt.Items.Skip(known.Count).Select(item => new SeriesItem(null, new StoreUnavailableException(item.Refusal)))]);
    }

    private static SeriesItem ItemOf(Decision<CommittedSend> decision) => new(decision.Receipt, decision.Refusal);
}
