using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteFileRepositoryTests(SqliteStoreFixture store) : FileRepositoryContract(store), IClassFixture<SqliteStoreFixture>;
