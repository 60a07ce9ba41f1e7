using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.InMemory;

public sealed class InMemoryBlockTests(InMemoryStoreFixture store) : BlockContract(store), IClassFixture<InMemoryStoreFixture>;
