using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.InMemory;

public sealed class InMemoryBlockTests(InMemoryStoreFixture store) : BlockContract(store), IClassFixture<InMemoryStoreFixture>;
