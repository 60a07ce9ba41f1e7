using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.InMemory;

public sealed class InMemoryCreditsPropertyTests(InMemoryStoreFixture store) : CreditsPropertyContract(store), IClassFixture<InMemoryStoreFixture>;
