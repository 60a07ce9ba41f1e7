using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.InMemory;

public sealed class InMemoryUserRepositoryTests(InMemoryStoreFixture store) : UserRepositoryContract(store), IClassFixture<InMemoryStoreFixture>;
