using Allmine.Application.Ports.Store;
using Allmine.Infrastructure.Persistence.Sqlite.Database;

namespace Allmine.Infrastructure.Persistence.Sqlite.Schema;

/// <summary>Makes the database file anew. Its mark is in the head of the file: SQLite keeps a number there for whoever uses it.</summary>
internal sealed class SqliteReplacement(SqliteDatabase database) : IReplaceableStore
{
    /// <summary>"ALdv": of the development seed.</summary>
    private const int Mark = 0x414C6476;

    /// <summary>No other node has the file.</summary>
    private const string OnlyGeneration = "1";

    private const string SelectMediaKeys = """
        SELECT media_key FROM files
        UNION SELECT thumbnail_key FROM files WHERE thumbnail_key IS NOT NULL
        UNION SELECT later_key FROM files WHERE later_key IS NOT NULL
        UNION SELECT media ->> '$.thumbnailKey' FROM file_facts WHERE CASE WHEN json_valid(media) THEN media ->> '$.thumbnailKey' IS NOT NULL ELSE 0 END
        """;

    public Task MarkIfEmptyAsync(CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            if (!session.Statement("SELECT 1 FROM users LIMIT 1").Any() && !session.Statement("SELECT 1 FROM chats LIMIT 1").Any())
                session.Execute($"PRAGMA application_id = {Mark}");
            return true;
        },
        cancellationToken);

    public Task<bool> IsMarkedAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.Statement("PRAGMA application_id").First(row => row.Int64(0)) == Mark, cancellationToken);

    public Task<IReadOnlyList<string>> ReadMediaKeysAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<string>>(session => session.Statement(SelectMediaKeys).List(row => row.Text(0)), cancellationToken);

    public Task<bool> TryClearAsync(CancellationToken cancellationToken)
    {
        database.Replace();
        return Task.FromResult(true);
    }

    public Task FinishAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<ReplacementState> LookAsync(CancellationToken cancellationToken) => Task.FromResult(new ReplacementState(OnlyGeneration, IsClosing: false));

    public Task AcknowledgeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task LetGoAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
