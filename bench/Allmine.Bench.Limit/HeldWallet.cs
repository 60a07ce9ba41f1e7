using MongoDB.Bson;

namespace Allmine.Bench.Limit;

/// <summary>A wallet as it is known: its credits, and how many ledger entries have led to them.</summary>
internal readonly record struct HeldWallet(long Balance, long Entries)
{
    public static HeldWallet Of(BsonDocument document) => new(document["balance"].ToInt64(), document["entries"].ToInt64());

    /// <exception cref="InvalidOperationException">It would go below zero: a limit program has no answer to that.</exception>
    public HeldWallet Changed(long by) =>
        Balance + by < 0 ? throw new InvalidOperationException("The wallet does not cover the transfer.") : new(Balance + by, Entries + 1);
}
