using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Mongo;

public sealed class MongoSendStoreContractTests(MongoStoreFixture store) : SendStoreContract(store), IClassFixture<MongoStoreFixture>;
