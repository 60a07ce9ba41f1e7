using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.InMemory;

public sealed class InMemorySendLogTests(InMemoryStoreFixture store) : SendLogContract(store), IClassFixture<InMemoryStoreFixture>;
