using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteReadMarkerTests(SqliteStoreFixture store) : ReadMarkerContract(store), IClassFixture<SqliteStoreFixture>;
