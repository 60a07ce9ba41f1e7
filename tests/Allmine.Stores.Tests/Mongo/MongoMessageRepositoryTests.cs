using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Mongo;

public sealed class MongoMessageRepositoryTests(MongoStoreFixture store) : MessageRepositoryContract(store), IClassFixture<MongoStoreFixture>;
