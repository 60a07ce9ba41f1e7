using Microsoft.Data.Sqlite;
using MongoDB.Driver;

namespace Allmine.Architecture.Tests.Fixtures.Stores;

/// <summary>Bad on purpose: a store that knows the other one's driver.</summary>
public static class SqliteOrMongo
{
    public static bool IsOfTheStore(Exception exception) => exception is SqliteException or MongoException;
}
