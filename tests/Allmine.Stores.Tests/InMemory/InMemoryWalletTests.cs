using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.InMemory;

public sealed class InMemoryWalletTests(InMemoryStoreFixture store) : WalletContract(store), IClassFixture<InMemoryStoreFixture>;
