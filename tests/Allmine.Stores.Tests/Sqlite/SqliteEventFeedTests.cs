using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteEventFeedTests(SqliteStoreFixture store) : EventFeedContract(store), IClassFixture<SqliteStoreFixture>
{
    /// <summary>Of another database, and of one that had come further.</summary>
    protected override IEnumerable<string> Forgeries(string position) =>
        [$"{new string('0', 16)}{position[16..]}", $"{position[..16]}00000000ffffffff", $"{position[..16]}ffffffffffffffff"];
}
