using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.InMemory;

public sealed class InMemoryVerificationTests(InMemoryStoreFixture store) : VerificationContract(store), IClassFixture<InMemoryStoreFixture>;
