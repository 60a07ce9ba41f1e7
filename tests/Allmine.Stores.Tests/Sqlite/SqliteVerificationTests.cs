using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Sqlite;

public sealed class SqliteVerificationTests(SqliteStoreFixture store) : VerificationContract(store), IClassFixture<SqliteStoreFixture>;
