using Allmine.Infrastructure.Media.GridFs;

namespace Allmine.Infrastructure.Persistence.Mongo.Schema;

/// <summary>
/// All that the service does in its database once the schema is there, and not one thing more: nobody changes or removes an
/// entry of the ledger or an outcome, or removes a message. The role of docs/data-model.md is this list.
/// </summary>
/// <param name="Rights">Without them the service is not ready.</param>
internal sealed record MongoRights(IReadOnlyList<MongoRight> Rights)
{
    /// <summary>Of every node. A change stream of the database can be read by those only who may read all of it.</summary>
    public static MongoRights Store { get; } = new(
    [
        .. On(string.Empty, "find", "changeStream"),
        .. On(MongoSchema.Users, "insert", "update"),
        .. On(MongoSchema.Chats, "insert", "update"),
        .. On(MongoSchema.ReadMarkers, "insert", "update"),
        .. On(MongoSchema.ChatSettings, "insert", "update"),
        .. On(MongoSchema.Messages, "insert", "update"),
        .. On(MongoSchema.Alterations, "insert", "update"),
        .. On(MongoSchema.Erasures, "insert", "update", "remove"),
        .. On(MongoSchema.Outcomes, "insert"),
        .. On(MongoSchema.Files, "insert", "update", "remove"),
        .. On(MongoSchema.Wallets, "insert", "update"),
        .. On(MongoSchema.Ledger, "insert"),
        .. On(MongoSchema.Feed, "insert", "update", "remove"),
        .. On(MongoSchema.FeedState, "insert", "update"),
        .. On(MongoSchema.Leases, "insert", "update"),
        .. On(MongoSchema.Webhooks, "insert", "update"),
        .. On(MongoSchema.WebhookShards, "insert", "update", "remove"),
        .. On(MongoSchema.WebhookDeliveries, "insert", "update", "remove"),
    ]);

    /// <summary>For helping one another. Without them sends go on.</summary>
    public static MongoRights Nodes { get; } = new([.. On(MongoSchema.Nodes, "insert", "update", "remove")]);

    /// <summary>Where files are in GridFS. The driver makes the indexes with the first file.</summary>
    public static MongoRights GridFs { get; } = new(
    [
        .. On($"{GridFsMediaStore.BucketName}.files", "insert", "remove", "createIndex", "listIndexes"),
        .. On($"{GridFsMediaStore.BucketName}.chunks", "insert", "remove", "createIndex", "listIndexes"),
        .. On(GridFsMediaStore.UnfinishedName, "insert", "update", "remove"),
    ]);

    private static IEnumerable<MongoRight> On(string collection, params string[] actions) => actions.Select(action => new MongoRight(action, collection));
}
