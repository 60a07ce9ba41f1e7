using System.Globalization;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Feed;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Feed;

/// <summary>The one document of the collection <c>feed_state</c>. Where it is not there yet, nothing has happened.</summary>
/// <param name="State">What it says.</param>
/// <param name="Tidied">Up to this number the trimming has been through with.</param>
internal sealed record MongoFeedState(FeedState State, long Tidied)
{
    public static readonly BsonDocument Id = new("_id", "feed");

    private static readonly MongoFeedState None = new(new FeedState(0, 0, null, 0, new long[FeedEntry.Partitions]), 0);

    public static string HeadOf(int partition) => string.Create(CultureInfo.InvariantCulture, $"{FeedStateFields.Heads}.{partition}");

    public static async Task<MongoFeedState> ReadAsync(MongoStore store, UnreadableRecords unreadable, CancellationToken cancellationToken)
    {
        var document = await store.FeedState.Find(Id).FirstOrDefaultAsync(cancellationToken).OrUnavailable();
        return unreadable.Reported(() => In(document));
    }

    /// <exception cref="UnreadableRecordException">It can't be read.</exception>
    public static MongoFeedState In(BsonDocument? document)
    {
        if (document is null)
            return None;
        if (document.WholeOrNull(FeedStateFields.Last) is not { } last
            || document.WholeOrNull(FeedStateFields.Floor) is not { } floor
            || document.WholeOrNull(FeedStateFields.Epoch) is not { } epoch)
            throw new UnreadableRecordException($"state of the feed {document.IdText()}");
        var heads = new long[FeedEntry.Partitions];
        var known = document.DocumentOrNull(FeedStateFields.Heads);
        for (var partition = 0; known is not null && partition < heads.Length; partition++)
            heads[partition] = known.WholeOrNull(partition.ToString(CultureInfo.InvariantCulture)) ?? 0;
        var source = document.GetValue(FeedStateFields.Source, BsonNull.Value) is BsonString text ? new EventPosition(text.Value) : (EventPosition?)null;
        return new(new FeedState(last, floor, source, epoch, heads), document.WholeOrNull(FeedStateFields.Tidied) ?? 0);
    }

    /// <summary>Makes the document, unless it is there.</summary>
    /// <returns>Whether it was not.</returns>
    public static async Task<bool> TryBeginAsync(MongoStore store, CancellationToken cancellationToken)
    {
        var document = new BsonDocument(Id) { { FeedStateFields.Last, 0L }, { FeedStateFields.Floor, 0L }, { FeedStateFields.Epoch, 0L } };
        try
        {
            await store.FeedState.InsertOneAsync(document, null, cancellationToken).OrUnavailable();
            return true;
        }
        catch (MongoException exception) when (MongoFaults.IsDuplicateKey(exception))
        {
            return false;
        }
    }
}
