using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.InMemory;

public sealed class InMemoryCreditsLogTests(InMemoryStoreFixture store) : CreditsLogContract(store), IClassFixture<InMemoryStoreFixture>;
