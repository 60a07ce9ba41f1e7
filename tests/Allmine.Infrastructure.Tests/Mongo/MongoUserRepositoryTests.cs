using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Mongo;

public sealed class MongoUserRepositoryTests(MongoStoreFixture store) : UserRepositoryContract(store), IClassFixture<MongoStoreFixture>;
