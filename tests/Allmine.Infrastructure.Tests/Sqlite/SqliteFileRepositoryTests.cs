using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Sqlite;

public sealed class SqliteFileRepositoryTests(SqliteStoreFixture store) : FileRepositoryContract(store), IClassFixture<SqliteStoreFixture>;
