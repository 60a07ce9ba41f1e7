using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.InMemory;

public sealed class InMemoryChatListTests(InMemoryStoreFixture store) : ChatListContract(store), IClassFixture<InMemoryStoreFixture>;
