using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.InMemory;

public sealed class InMemoryChatRepositoryTests(InMemoryStoreFixture store) : ChatRepositoryContract(store), IClassFixture<InMemoryStoreFixture>;
