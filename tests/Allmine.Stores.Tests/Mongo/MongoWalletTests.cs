using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Mongo;

public sealed class MongoWalletTests(MongoStoreFixture store) : WalletContract(store), IClassFixture<MongoStoreFixture>;
