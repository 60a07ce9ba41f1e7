using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.InMemory;

public sealed class InMemoryMessageRepositoryTests(InMemoryStoreFixture store) : MessageRepositoryContract(store), IClassFixture<InMemoryStoreFixture>;
