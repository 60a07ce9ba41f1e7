using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.InMemory;

public sealed class InMemorySendStoreTests(InMemoryStoreFixture store) : SendStoreContract(store), IClassFixture<InMemoryStoreFixture>;
