using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Mongo;

public sealed class MongoCreditsLogTests(MongoStoreFixture store) : CreditsLogContract(store), IClassFixture<MongoStoreFixture>;
