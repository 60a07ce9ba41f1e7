using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Sqlite;

public sealed class SqliteRehearsalTests(SqliteStoreFixture store) : RehearsalContract(store), IClassFixture<SqliteStoreFixture>;
