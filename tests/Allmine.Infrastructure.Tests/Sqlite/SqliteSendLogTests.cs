using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Sqlite;

public sealed class SqliteSendLogTests(SqliteStoreFixture store) : SendLogContract(store), IClassFixture<SqliteStoreFixture>;
