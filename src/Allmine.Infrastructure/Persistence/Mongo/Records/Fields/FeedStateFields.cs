namespace Allmine.Infrastructure.Persistence.Mongo.Records.Fields;

/// <summary>The one document of the collection <c>feed_state</c>.</summary>
internal static class FeedStateFields
{
    public const string Last = "last";
    public const string Floor = "floor";

    /// <summary>Up to this number nothing is left but what outlives its time; the floor where they are the same, and absent for 0.</summary>
    public const string Tidied = "tidied";

    public const string Source = "source";
    public const string Epoch = "epoch";

    /// <summary>For each partition that has an event, by its number, the number of the last one.</summary>
    public const string Heads = "heads";
}
