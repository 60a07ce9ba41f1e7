using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Mongo;

public sealed class MongoReadMarkerTests(MongoStoreFixture store) : ReadMarkerContract(store), IClassFixture<MongoStoreFixture>;
