using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.InMemory;

public sealed class InMemoryUserRepositoryTests(InMemoryStoreFixture store) : UserRepositoryContract(store), IClassFixture<InMemoryStoreFixture>;
