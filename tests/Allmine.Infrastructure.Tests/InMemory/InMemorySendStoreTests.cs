using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.InMemory;

public sealed class InMemorySendStoreTests(InMemoryStoreFixture store) : SendStoreContract(store), IClassFixture<InMemoryStoreFixture>;
