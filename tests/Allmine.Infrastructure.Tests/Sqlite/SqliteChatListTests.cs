using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Sqlite;

public sealed class SqliteChatListTests(SqliteStoreFixture store) : ChatListContract(store), IClassFixture<SqliteStoreFixture>;
