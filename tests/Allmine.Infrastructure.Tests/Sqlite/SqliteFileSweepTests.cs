using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Sqlite;

public sealed class SqliteFileSweepTests(SqliteStoreFixture store) : FileSweepContract(store), IClassFixture<SqliteStoreFixture>;
