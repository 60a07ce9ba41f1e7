using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Sqlite;

public sealed class SqliteWalletTests(SqliteStoreFixture store) : WalletContract(store), IClassFixture<SqliteStoreFixture>;
