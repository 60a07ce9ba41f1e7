using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Mongo;

public sealed class MongoEventFeedTests(MongoStoreFixture store) : EventFeedContract(store), IClassFixture<MongoStoreFixture>
{
    /// <summary>Of a time at which nothing like it was written; and of the right time, with an end that says nothing.</summary>
    protected override IEnumerable<string> Forgeries(string position) =>
        [$"82386D4380{position[10..]}", $"{position[..18]}FFFF", position[..18], $"{position[..18]}2B"];
}
