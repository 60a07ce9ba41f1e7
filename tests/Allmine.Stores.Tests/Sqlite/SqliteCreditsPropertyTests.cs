using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteCreditsPropertyTests(SqliteStoreFixture store) : CreditsPropertyContract(store), IClassFixture<SqliteStoreFixture>;
