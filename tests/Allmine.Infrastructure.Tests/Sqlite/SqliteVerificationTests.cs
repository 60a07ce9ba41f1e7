using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Sqlite;

public sealed class SqliteVerificationTests(SqliteStoreFixture store) : VerificationContract(store), IClassFixture<SqliteStoreFixture>;
