using Allmine.Application.Abstractions;
using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Sqlite;

public sealed class SqliteRehearsalTests(SqliteStoreFixture store) : RehearsalContract(store), IClassFixture<SqliteStoreFixture>
{
    protected override IStoreRehearsal Rehearsal => store.Rehearsal;

    protected override Task<IReadOnlyList<string>> CountAsync() => store.CountAsync();
}
