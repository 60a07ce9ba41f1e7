using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Sqlite;

public sealed class SqliteChatRepositoryTests(SqliteStoreFixture store) : ChatRepositoryContract(store), IClassFixture<SqliteStoreFixture>;
