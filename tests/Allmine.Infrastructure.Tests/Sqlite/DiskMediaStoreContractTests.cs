using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Sqlite;

public sealed class DiskMediaStoreContractTests(SqliteStoreFixture store) : MediaStoreContract(store), IClassFixture<SqliteStoreFixture>;
