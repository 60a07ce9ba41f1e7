using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Mongo;

public sealed class MongoFileRepositoryTests(MongoStoreFixture store) : FileRepositoryContract(store), IClassFixture<MongoStoreFixture>;
