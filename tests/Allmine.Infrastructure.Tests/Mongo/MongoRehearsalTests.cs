using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Mongo;

public sealed class MongoRehearsalTests(MongoStoreFixture store) : RehearsalContract(store), IClassFixture<MongoStoreFixture>;
