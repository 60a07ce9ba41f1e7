using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.InMemory;

public sealed class InMemoryFileSweepTests(InMemoryStoreFixture store) : FileSweepContract(store), IClassFixture<InMemoryStoreFixture>;
