using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteChatListTests(SqliteStoreFixture store) : ChatListContract(store), IClassFixture<SqliteStoreFixture>;
