using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteCreditsLogTests(SqliteStoreFixture store) : CreditsLogContract(store), IClassFixture<SqliteStoreFixture>;
