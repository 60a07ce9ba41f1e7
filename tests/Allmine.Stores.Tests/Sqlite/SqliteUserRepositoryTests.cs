using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteUserRepositoryTests(SqliteStoreFixture store) : UserRepositoryContract(store), IClassFixture<SqliteStoreFixture>;
