using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Mongo;

public sealed class MongoFileRepositoryTests(MongoStoreFixture store) : FileRepositoryContract(store), IClassFixture<MongoStoreFixture>;
