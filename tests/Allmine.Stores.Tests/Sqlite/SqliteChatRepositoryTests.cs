using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteChatRepositoryTests(SqliteStoreFixture store) : ChatRepositoryContract(store), IClassFixture<SqliteStoreFixture>;
