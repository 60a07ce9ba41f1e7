using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteMessageRepositoryTests(SqliteStoreFixture store) : MessageRepositoryContract(store), IClassFixture<SqliteStoreFixture>;
