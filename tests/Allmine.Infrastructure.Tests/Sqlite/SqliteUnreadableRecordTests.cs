using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Sqlite;

public sealed class SqliteUnreadableRecordTests(SqliteStoreFixture store) : UnreadableRecordContract(store), IClassFixture<SqliteStoreFixture>;
