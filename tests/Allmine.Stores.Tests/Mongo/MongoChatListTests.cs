using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Mongo;

public sealed class MongoChatListTests(MongoStoreFixture store) : ChatListContract(store), IClassFixture<MongoStoreFixture>;
