using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteSendLogTests(SqliteStoreFixture store) : SendLogContract(store), IClassFixture<SqliteStoreFixture>;
