using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Sqlite;

public sealed class SqliteBlockTests(SqliteStoreFixture store) : BlockContract(store), IClassFixture<SqliteStoreFixture>;
