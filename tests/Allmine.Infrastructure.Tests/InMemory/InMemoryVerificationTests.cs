using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.InMemory;

public sealed class InMemoryVerificationTests(InMemoryStoreFixture store) : VerificationContract(store), IClassFixture<InMemoryStoreFixture>;
