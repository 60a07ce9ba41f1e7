using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteSendStoreTests(SqliteStoreFixture store) : SendStoreContract(store), IClassFixture<SqliteStoreFixture>;
