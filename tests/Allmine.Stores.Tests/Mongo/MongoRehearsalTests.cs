using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Mongo;

public sealed class MongoRehearsalTests(MongoStoreFixture store) : RehearsalContract(store), IClassFixture<MongoStoreFixture>;
