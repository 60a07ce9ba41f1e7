using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Sqlite.Database;
using Allmine.Infrastructure.Persistence.Sqlite.Schema;
using Allmine.Stores.Tests.Contracts.Events;

namespace Allmine.Stores.Tests.Sqlite;

/// <summary>A store of the version before messages could change: listeners go on where they were.</summary>
public sealed class SqliteEventsMigrationTests : IDisposable
{
    private static readonly Id<User> Owner = Id<User>.Parse("64d15f9e2e6c8f4d5a111111");

    private readonly string folder = Directory.CreateTempSubdirectory("allmine-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_WhenThereAreEventsOfBefore_ThenTheyAreThereAndPositionsGoOn(bool areRemoved)
    {
        var source = MakeOlderStore(areRemoved);
        using var store = new EmbeddedStore(folder);

        await store.InitializeAsync();

        Assert.Equal(areRemoved ? [] : ["1 credits 7", "2 credits 8"], await store.QueryAsync("SELECT position || ' ' || kind || ' ' || number FROM events ORDER BY position"));
        await store.ExecuteAsync($"INSERT INTO events (kind, user_id, number) VALUES ('credits', x'{Owner}', 9)");
        await using var reader = await FeedReader.OpenAsync(store.Get<IEventFeed>(), new EventPosition($"{source}{2:x16}"));
        var next = Assert.Single(await reader.TakeAsync(1));
        Assert.Equal((new EventPosition($"{source}{3:x16}"), 9L), (next.Position, Assert.IsType<CreditsChanged>(next.Event).Balance));
        Assert.Equal(["1"], await store.QueryAsync("SELECT count(*) FROM sqlite_sequence"));
    }

    /// <summary>All scripts before the one that lets messages change, and two events.</summary>
    /// <returns>The mark of its events.</returns>
    private string MakeOlderStore(bool areRemoved)
    {
        const int Version = 9;
        using var session = SqliteSession.OpenWriter(SqliteDatabase.FileIn(folder));
        session.Execute("CREATE TABLE schema_versions (version INTEGER NOT NULL PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT");
        var assembly = typeof(SqliteMigrations).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.Contains(".Migrations.00", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(Version))
        {
            using var script = new StreamReader(assembly.GetManifestResourceStream(name)!);
            session.Execute(script.ReadToEnd());
        }

        session.Execute($"INSERT INTO schema_versions VALUES ({Version}, 0); INSERT INTO events (kind, user_id, number) VALUES ('credits', x'{Owner}', 7), ('credits', x'{Owner}', 8);");
        if (areRemoved)
            session.Execute("DELETE FROM events");
        return session.Statement("SELECT id FROM event_source").First(row => row.Text(0))!;
    }
}
