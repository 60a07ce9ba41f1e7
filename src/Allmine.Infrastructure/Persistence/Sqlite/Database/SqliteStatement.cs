using System.Buffers;
using System.Text;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Allmine.Infrastructure.Persistence.Sqlite.Database;

/// <summary>
/// A statement that is compiled once and run many times, on one connection. It talks to SQLite without the command and
/// parameter objects in between, because a round of sends runs more than a thousand statements in one commit.
/// </summary>
/// <remarks>
/// It is reset after every use, also a failed one: a statement left open would keep its connection on an old snapshot.
/// Parameters are counted from 1, columns from 0, as in SQLite itself.
/// </remarks>
internal sealed class SqliteStatement : IDisposable
{
    /// <summary>Texts whose UTF-8 form is surely no longer than this are encoded on the stack.</summary>
    private const int StackBytes = 1024;

    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;

    public SqliteStatement(sqlite3 database, string sql)
    {
        this.database = database;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement));
    }

    public SqliteStatement Bind(int at, long value)
    {
        Check(raw.sqlite3_bind_int64(statement, at, value));
        return this;
    }

    public SqliteStatement Bind(int at, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(statement, at, value));
        return this;
    }

    public SqliteStatement BindOrNull(int at, byte[]? value) => value is null ? Bind(at, (string?)null) : Bind(at, value);

    public SqliteStatement Bind<T>(int at, Id<T> id)
        where T : class
    {
        Span<byte> bytes = stackalloc byte[Id<T>.Size];
        id.WriteTo(bytes);
        return Bind(at, bytes);
    }

    public SqliteStatement Bind<T>(int at, Id<T>? id)
        where T : class => id is { } value ? Bind(at, value) : Bind(at, (string?)null);

    public SqliteStatement Bind(int at, long? value) => value is { } number ? Bind(at, number) : Bind(at, (string?)null);

    public SqliteStatement Bind(int at, DateTime? utc) => utc is { } time ? Bind(at, time) : Bind(at, (string?)null);

    public SqliteStatement Bind(int at, DateTime utc) => Bind(at, (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond);

    public SqliteStatement Bind(int at, string? text)
    {
        if (text is null)
        {
            Check(raw.sqlite3_bind_null(statement, at));
            return this;
        }

        var longest = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = longest > StackBytes ? ArrayPool<byte>.Shared.Rent(longest) : null;
        // One byte is there for every text: SQLite takes no address for NULL.
        var buffer = rented ?? stackalloc byte[StackBytes];
        var length = Encoding.UTF8.GetBytes(text, buffer);
        Check(length == 0 ? raw.sqlite3_bind_text(statement, at, string.Empty) : raw.sqlite3_bind_text(statement, at, buffer[..length]));
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return this;
    }

    /// <summary>Runs a statement that returns nothing.</summary>
    /// <returns>How many rows it inserted, updated or deleted, if it is of that sort.</returns>
    public int Run()
    {
        try
        {
            Step();
            return raw.sqlite3_changes(database);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Whether the query finds anything.</summary>
    public bool Any() => First(static _ => true);

    /// <summary>What the first row reads as, or the default if there is none.</summary>
    public T? First<T>(Func<SqliteStatement, T> read)
    {
        try
        {
            return Step() ? read(this) : default;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>What the rows read as, in their order.</summary>
    public List<T> List<T>(Func<SqliteStatement, T> read)
    {
        try
        {
            var rows = new List<T>();
            while (Step())
                rows.Add(read(this));
            return rows;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>What the rows read as, each read when it is asked for. The statement is in use until the last one, or the end of the reading.</summary>
    public IEnumerable<T> Stream<T>(Func<SqliteStatement, T> read)
    {
        try
        {
            while (Step())
                yield return read(this);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>
    /// Reads a record that somebody, or another version, may have written in a form that this version can't read. A failure of
    /// the database is none of the record's.
    /// </summary>
    /// <param name="record">What the record is, for logs.</param>
    /// <param name="read">Reads it from the row at hand.</param>
    /// <exception cref="UnreadableRecordException">It can't be read.</exception>
    public T Readable<T>(Func<SqliteStatement, string> record, Func<SqliteStatement, T> read)
    {
        try
        {
            return read(this);
        }
        catch (Exception exception) when (exception is not SqliteException)
        {
            throw new UnreadableRecordException(record(this), exception);
        }
    }

    /// <summary>For reads that span rows: moves to the next one. Only inside <see cref="First"/> or <see cref="List"/>.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(statement);
        if (result is raw.SQLITE_ROW)
            return true;
        if (result is not raw.SQLITE_DONE)
            Check(result);
        return false;
    }

    public long Int64(int column) => raw.sqlite3_column_int64(statement, column);

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>The bytes of a text, until the row is left.</summary>
    public ReadOnlySpan<byte> Utf8(int column) => raw.sqlite3_column_blob(statement, column);

    public byte[] Blob(int column) => raw.sqlite3_column_blob(statement, column).ToArray();

    public Id<T> ReadId<T>(int column)
        where T : class => Id<T>.FromBytes(raw.sqlite3_column_blob(statement, column));

    public Id<T>? ReadIdOrNull<T>(int column)
        where T : class => IsNull(column) ? null : ReadId<T>(column);

    public long? Int64OrNull(int column) => IsNull(column) ? null : Int64(column);

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public DateTime Time(int column) => DateTime.UnixEpoch.AddTicks(Int64(column) * TimeSpan.TicksPerMillisecond);

    public DateTime? TimeOrNull(int column) => IsNull(column) ? null : Time(column);

    public void Dispose() => statement.Dispose();

    /// <summary>What a reset returns is the error of the last step, which has been thrown already.</summary>
    private void Reset() => _ = raw.sqlite3_reset(statement);

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, database);
}
