using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Mongo;

public sealed class MongoEventFeedTests(MongoStoreFixture store) : EventFeedContract(store), IClassFixture<MongoStoreFixture>
{
    /// <summary>Of a time long before the oplog; and of the right time, with an end that says nothing.</summary>
    protected override IEnumerable<string> Forgeries(string position) =>
        ["82386D4380000000012B0429296E1404", $"82386D4380{position[10..]}", $"{position[..18]}FFFF", $"{position[..18]}", $"{position}.AAAA"];
}
