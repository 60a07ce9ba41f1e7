using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.InMemory;

public sealed class InMemoryWalletTests(InMemoryStoreFixture store) : WalletContract(store), IClassFixture<InMemoryStoreFixture>;
