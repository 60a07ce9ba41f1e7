using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Mongo;

public sealed class MongoFileSweepTests(MongoStoreFixture store) : FileSweepContract(store), IClassFixture<MongoStoreFixture>;
