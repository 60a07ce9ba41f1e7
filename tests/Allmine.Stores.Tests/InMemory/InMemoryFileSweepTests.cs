using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.InMemory;

public sealed class InMemoryFileSweepTests(InMemoryStoreFixture store) : FileSweepContract(store), IClassFixture<InMemoryStoreFixture>;
