using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Mongo;

public sealed class MongoSendStoreContractTests(MongoStoreFixture store) : SendStoreContract(store), IClassFixture<MongoStoreFixture>;
