using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.InMemory;

public sealed class InMemoryReadMarkerTests(InMemoryStoreFixture store) : ReadMarkerContract(store), IClassFixture<InMemoryStoreFixture>;
