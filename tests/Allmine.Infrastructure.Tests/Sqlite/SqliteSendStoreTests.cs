using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Sqlite;

public sealed class SqliteSendStoreTests(SqliteStoreFixture store) : SendStoreContract(store), IClassFixture<SqliteStoreFixture>;
