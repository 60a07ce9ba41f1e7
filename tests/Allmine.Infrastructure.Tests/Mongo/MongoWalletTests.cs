using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Mongo;

public sealed class MongoWalletTests(MongoStoreFixture store) : WalletContract(store), IClassFixture<MongoStoreFixture>;
