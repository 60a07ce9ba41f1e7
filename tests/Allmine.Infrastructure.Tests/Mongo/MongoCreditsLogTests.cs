using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Mongo;

public sealed class MongoCreditsLogTests(MongoStoreFixture store) : CreditsLogContract(store), IClassFixture<MongoStoreFixture>;
