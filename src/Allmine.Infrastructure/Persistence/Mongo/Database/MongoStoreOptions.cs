using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Database;

/// <summary>Where the MongoDB store is.</summary>
public sealed class MongoStoreOptions
{
    /// <summary>The setting that <see cref="ConnectionString"/> comes from, as it is named to the operator.</summary>
    public const string ConnectionStringSetting = "ConnectionStrings:MongoDB";

    /// <summary>The database when the connection string names none.</summary>
    public const string DefaultDatabase = "allmine";

    /// <summary>The URI of a replica set or of a cluster's mongos, with the database's name in its path if it isn't the default.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>A last word on the client's settings, for tests: they listen to its commands.</summary>
    internal Action<MongoClientSettings>? Configure { get; init; }
}
