using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.InMemory;

public sealed class InMemoryRehearsalTests(InMemoryStoreFixture store) : RehearsalContract(store), IClassFixture<InMemoryStoreFixture>;
