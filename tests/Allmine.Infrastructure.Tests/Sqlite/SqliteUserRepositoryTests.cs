using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Sqlite;

public sealed class SqliteUserRepositoryTests(SqliteStoreFixture store) : UserRepositoryContract(store), IClassFixture<SqliteStoreFixture>;
