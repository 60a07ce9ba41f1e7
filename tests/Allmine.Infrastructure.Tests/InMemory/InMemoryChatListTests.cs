using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.InMemory;

public sealed class InMemoryChatListTests(InMemoryStoreFixture store) : ChatListContract(store), IClassFixture<InMemoryStoreFixture>;
