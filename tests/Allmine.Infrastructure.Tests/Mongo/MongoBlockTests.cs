using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Mongo;

public sealed class MongoBlockTests(MongoStoreFixture store) : BlockContract(store), IClassFixture<MongoStoreFixture>;
