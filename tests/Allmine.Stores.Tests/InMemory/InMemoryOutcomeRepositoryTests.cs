using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.InMemory;

public sealed class InMemoryOutcomeRepositoryTests(InMemoryStoreFixture store) : OutcomeRepositoryContract(store), IClassFixture<InMemoryStoreFixture>;
