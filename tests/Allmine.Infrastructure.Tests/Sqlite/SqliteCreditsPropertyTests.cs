using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Sqlite;

public sealed class SqliteCreditsPropertyTests(SqliteStoreFixture store) : CreditsPropertyContract(store), IClassFixture<SqliteStoreFixture>;
