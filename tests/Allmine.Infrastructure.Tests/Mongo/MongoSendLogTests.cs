using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Mongo;

public sealed class MongoSendLogTests(MongoStoreFixture store) : SendLogContract(store), IClassFixture<MongoStoreFixture>;
