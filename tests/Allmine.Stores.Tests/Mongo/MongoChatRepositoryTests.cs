using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Mongo;

public sealed class MongoChatRepositoryTests(MongoStoreFixture store) : ChatRepositoryContract(store), IClassFixture<MongoStoreFixture>;
