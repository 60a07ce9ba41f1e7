using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Mongo;

public sealed class MongoBlockTests(MongoStoreFixture store) : BlockContract(store), IClassFixture<MongoStoreFixture>;
