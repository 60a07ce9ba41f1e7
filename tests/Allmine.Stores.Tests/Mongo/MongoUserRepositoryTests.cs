using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Mongo;

public sealed class MongoUserRepositoryTests(MongoStoreFixture store) : UserRepositoryContract(store), IClassFixture<MongoStoreFixture>;
