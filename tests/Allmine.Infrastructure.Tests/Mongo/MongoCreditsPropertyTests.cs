using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Mongo;

public sealed class MongoCreditsPropertyTests(MongoStoreFixture store) : CreditsPropertyContract(store), IClassFixture<MongoStoreFixture>;
