using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Mongo;

public sealed class MongoOutcomeRepositoryTests(MongoStoreFixture store) : OutcomeRepositoryContract(store), IClassFixture<MongoStoreFixture>;
