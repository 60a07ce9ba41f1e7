using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.InMemory;

public sealed class InMemoryEventFeedTests(InMemoryStoreFixture store) : EventFeedContract(store), IClassFixture<InMemoryStoreFixture>
{
    /// <summary>Of a store that had come further.</summary>
    protected override IEnumerable<string> Forgeries(string position) => ["0000000000000003", "00000000ffffffff", "ffffffffffffffff"];
}
