using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Mongo;

public sealed class MongoReadMarkerTests(MongoStoreFixture store) : ReadMarkerContract(store), IClassFixture<MongoStoreFixture>;
