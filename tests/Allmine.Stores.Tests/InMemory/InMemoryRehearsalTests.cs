using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.InMemory;

public sealed class InMemoryRehearsalTests(InMemoryStoreFixture store) : RehearsalContract(store), IClassFixture<InMemoryStoreFixture>;
