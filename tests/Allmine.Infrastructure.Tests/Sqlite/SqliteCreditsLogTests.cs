using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Sqlite;

public sealed class SqliteCreditsLogTests(SqliteStoreFixture store) : CreditsLogContract(store), IClassFixture<SqliteStoreFixture>;
