using MongoDB.Bson;

namespace Allmine.Infrastructure.Persistence.Mongo.Schema;

/// <summary>What the server says that the user of the connection may do.</summary>
internal sealed class MongoPrivileges
{
    private readonly List<BsonDocument> privileges;

    private MongoPrivileges(List<BsonDocument> privileges) => this.privileges = privileges;

    /// <summary>Asks for them.</summary>
    public static BsonDocument Command => new() { { "connectionStatus", 1 }, { "showPrivileges", true } };

    /// <summary>Reads the answer; null where nobody is logged in, as on a server without access control.</summary>
    public static MongoPrivileges? In(BsonDocument answer) =>
        answer.TryGetValue("authInfo", out var authentication)
        && authentication is BsonDocument info
        && info.TryGetValue("authenticatedUsers", out var users) && users is BsonArray { Count: > 0 }
        && info.TryGetValue("authenticatedUserPrivileges", out var list) && list is BsonArray all
            ? new MongoPrivileges([.. all.OfType<BsonDocument>()])
            : null;

    public bool Allow(string database, MongoRight right) => privileges.Exists(privilege =>
        privilege.GetValue("actions", new BsonArray()) is BsonArray actions
        && (actions.Contains(right.Action) || actions.Contains("anyAction"))
        && privilege.GetValue("resource", new BsonDocument()) is BsonDocument resource
        && Covers(resource, database, right.Collection));

    /// <summary>An empty name stands for all databases, or all collections.</summary>
    private static bool Covers(BsonDocument resource, string database, string collection)
    {
        if (resource.GetValue("anyResource", false).ToBoolean())
            return true;
        return resource.TryGetValue("db", out var ofDatabase) && (ofDatabase == string.Empty || ofDatabase == database)
            && resource.TryGetValue("collection", out var ofCollection) && (ofCollection == string.Empty || ofCollection == collection);
    }
}
