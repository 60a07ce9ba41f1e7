using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Mongo;

public sealed class MongoFileSweepTests(MongoStoreFixture store) : FileSweepContract(store), IClassFixture<MongoStoreFixture>;
