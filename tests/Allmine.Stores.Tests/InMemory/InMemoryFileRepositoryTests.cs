using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.InMemory;

public sealed class InMemoryFileRepositoryTests(InMemoryStoreFixture store) : FileRepositoryContract(store), IClassFixture<InMemoryStoreFixture>;
