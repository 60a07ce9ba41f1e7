using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Mongo;

public sealed class MongoMessageRepositoryTests(MongoStoreFixture store) : MessageRepositoryContract(store), IClassFixture<MongoStoreFixture>;
