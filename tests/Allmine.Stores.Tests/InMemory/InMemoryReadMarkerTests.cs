using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.InMemory;

public sealed class InMemoryReadMarkerTests(InMemoryStoreFixture store) : ReadMarkerContract(store), IClassFixture<InMemoryStoreFixture>;
