using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteFileSweepTests(SqliteStoreFixture store) : FileSweepContract(store), IClassFixture<SqliteStoreFixture>;
