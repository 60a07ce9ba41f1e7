using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteBlockTests(SqliteStoreFixture store) : BlockContract(store), IClassFixture<SqliteStoreFixture>;
