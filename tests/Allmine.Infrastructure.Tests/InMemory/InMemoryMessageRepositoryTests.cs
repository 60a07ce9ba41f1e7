using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.InMemory;

public sealed class InMemoryMessageRepositoryTests(InMemoryStoreFixture store) : MessageRepositoryContract(store), IClassFixture<InMemoryStoreFixture>;
