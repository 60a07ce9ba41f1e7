using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.InMemory;

public sealed class InMemoryChatRepositoryTests(InMemoryStoreFixture store) : ChatRepositoryContract(store), IClassFixture<InMemoryStoreFixture>;
