using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Sqlite;

public sealed class SqliteMessageRepositoryTests(SqliteStoreFixture store) : MessageRepositoryContract(store), IClassFixture<SqliteStoreFixture>;
