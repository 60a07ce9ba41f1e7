using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Mongo;

public sealed class MongoSendLogTests(MongoStoreFixture store) : SendLogContract(store), IClassFixture<MongoStoreFixture>;
