using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.InMemory;

public sealed class InMemoryOutcomeRepositoryTests(InMemoryStoreFixture store) : OutcomeRepositoryContract(store), IClassFixture<InMemoryStoreFixture>;
