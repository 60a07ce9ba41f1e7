using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Mongo;

public sealed class MongoCreditsPropertyTests(MongoStoreFixture store) : CreditsPropertyContract(store), IClassFixture<MongoStoreFixture>;
