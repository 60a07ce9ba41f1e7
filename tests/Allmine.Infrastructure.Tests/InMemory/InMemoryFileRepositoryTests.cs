using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.InMemory;

public sealed class InMemoryFileRepositoryTests(InMemoryStoreFixture store) : FileRepositoryContract(store), IClassFixture<InMemoryStoreFixture>;
