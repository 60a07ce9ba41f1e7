using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteOutcomeRepositoryTests(SqliteStoreFixture store) : OutcomeRepositoryContract(store), IClassFixture<SqliteStoreFixture>;
