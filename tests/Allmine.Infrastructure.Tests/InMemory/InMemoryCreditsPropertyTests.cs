using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.InMemory;

public sealed class InMemoryCreditsPropertyTests(InMemoryStoreFixture store) : CreditsPropertyContract(store), IClassFixture<InMemoryStoreFixture>;
