using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Sqlite;

public sealed class SqliteOutcomeRepositoryTests(SqliteStoreFixture store) : OutcomeRepositoryContract(store), IClassFixture<SqliteStoreFixture>;
