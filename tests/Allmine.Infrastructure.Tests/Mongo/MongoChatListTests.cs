using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Mongo;

public sealed class MongoChatListTests(MongoStoreFixture store) : ChatListContract(store), IClassFixture<MongoStoreFixture>;
