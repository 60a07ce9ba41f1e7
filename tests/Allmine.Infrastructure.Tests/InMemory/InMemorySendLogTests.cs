using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.InMemory;

public sealed class InMemorySendLogTests(InMemoryStoreFixture store) : SendLogContract(store), IClassFixture<InMemoryStoreFixture>;
