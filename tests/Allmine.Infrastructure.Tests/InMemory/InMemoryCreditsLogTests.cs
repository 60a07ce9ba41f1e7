using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.InMemory;

public sealed class InMemoryCreditsLogTests(InMemoryStoreFixture store) : CreditsLogContract(store), IClassFixture<InMemoryStoreFixture>;
