using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteUnreadableRecordTests(SqliteStoreFixture store) : UnreadableRecordContract(store), IClassFixture<SqliteStoreFixture>;
