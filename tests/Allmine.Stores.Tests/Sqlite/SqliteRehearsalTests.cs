using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteRehearsalTests(SqliteStoreFixture store) : RehearsalContract(store), IClassFixture<SqliteStoreFixture>;
