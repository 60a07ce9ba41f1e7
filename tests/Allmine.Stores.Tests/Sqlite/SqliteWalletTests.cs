using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteWalletTests(SqliteStoreFixture store) : WalletContract(store), IClassFixture<SqliteStoreFixture>;
