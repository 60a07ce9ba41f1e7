using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Sqlite;

public sealed class SqliteReadMarkerTests(SqliteStoreFixture store) : ReadMarkerContract(store), IClassFixture<SqliteStoreFixture>;
