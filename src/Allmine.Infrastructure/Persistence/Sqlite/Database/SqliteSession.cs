using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Allmine.Infrastructure.Persistence.Sqlite.Database;

/// <summary>A connection and the statements compiled on it. Used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    /// <summary>How long a statement waits for a lock, in milliseconds. Only a tool that looks into the file can hold one.</summary>
    private const int BusyTimeout = 2000;

    /// <summary>The same for emptying the log: the usual read has ended by then, and writers wait no longer than for a slow disk.</summary>
    private const int LogTimeout = 100;

    private readonly SqliteConnection connection;
    private readonly Dictionary<string, SqliteStatement> statements = new(StringComparer.Ordinal);

    private SqliteSession(string file, SqliteOpenMode mode)
    {
        connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = mode,
            // Sessions are kept, with their statements, by their owners; a second pool below them would only hold files open.
            Pooling = false,
        }.ToString());
        connection.Open();
        _ = raw.sqlite3_busy_timeout(connection.Handle, BusyTimeout);
    }

    /// <summary>The text of every statement compiled so far.</summary>
    public IReadOnlyCollection<string> Texts => statements.Keys;

    public bool InTransaction => raw.sqlite3_get_autocommit(connection.Handle) == 0;

    /// <summary>A session that can't write.</summary>
    public static SqliteSession OpenReader(string file) => new(file, SqliteOpenMode.ReadOnly);

    /// <summary>The session that writes. A commit on it has reached the disk when it returns.</summary>
    public static SqliteSession OpenWriter(string file)
    {
        var session = new SqliteSession(file, SqliteOpenMode.ReadWriteCreate);
        try
        {
            // FULL syncs the log at every commit; a round shares the one sync. The cache is 32 MiB. A checkpoint comes every 64 MiB of
            // the log: a page that many commits change is written to the file once for all of them. Beyond 80 MiB, which is more than
            // it has then, the log is cut back. It grows so only beside a reader that holds an old snapshot, or by a commit as large.
            // What is removed from a page is overwritten there (secure_delete).
            session.Execute("""
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA foreign_keys = ON;
                PRAGMA temp_store = MEMORY;
                PRAGMA cache_size = -32768;
                PRAGMA wal_autocheckpoint = 16384;
                PRAGMA journal_size_limit = 83886080;
                PRAGMA secure_delete = ON;
                """);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The statement of that text, compiled at its first use.</summary>
    public SqliteStatement Statement(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statement = new SqliteStatement(connection.Handle!, sql);
            statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>Runs statements that are used once.</summary>
    public void Execute(string sql) =>
        SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(connection.Handle, sql), connection.Handle);

    /// <summary>Adds a function of one text to those of SQL on this session.</summary>
    public void Define(string name, Func<string, long> function) => connection.CreateFunction(name, function, isDeterministic: true);

    /// <summary>Begins a transaction that nobody else can write beside.</summary>
    public void Begin() => Statement("BEGIN IMMEDIATE").Run();

    /// <summary>Begins a transaction that sees everything as of its first read.</summary>
    public void BeginSnapshot() => Statement("BEGIN").Run();

    public void Commit() => Statement("COMMIT").Run();

    public void Rollback() => Statement("ROLLBACK").Run();

    /// <summary>
    /// Brings everything from the write-ahead log into the database file, and empties the log. Nothing waits for those who read as of an earlier
    /// moment: while there are any, the log stays.
    /// </summary>
    /// <returns>Whether the log is empty.</returns>
    public bool TryEmptyLog()
    {
        _ = raw.sqlite3_busy_timeout(connection.Handle, LogTimeout);
        try
        {
            return Statement("PRAGMA wal_checkpoint(TRUNCATE)").First(row => row.Int64(0) == 0);
        }
        finally
        {
            _ = raw.sqlite3_busy_timeout(connection.Handle, BusyTimeout);
        }
    }

    public void Dispose()
    {
        foreach (var statement in statements.Values)
            statement.Dispose();
        connection.Dispose();
    }
}
