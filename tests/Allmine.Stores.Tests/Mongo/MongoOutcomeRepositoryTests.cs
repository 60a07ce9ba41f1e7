using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Mongo;

public sealed class MongoOutcomeRepositoryTests(MongoStoreFixture store) : OutcomeRepositoryContract(store), IClassFixture<MongoStoreFixture>;
