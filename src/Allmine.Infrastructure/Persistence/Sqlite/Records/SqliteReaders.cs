using System.Collections.Concurrent;
using Allmine.Infrastructure.Persistence.Sqlite.Database;

namespace Allmine.Infrastructure.Persistence.Sqlite.Records;

/// <summary>
/// Sessions that only read, each with its compiled statements, lent to one caller at a time. Reads run on the caller's
/// thread, beside each other and beside the writer: the write-ahead log lets them.
/// </summary>
internal sealed class SqliteReaders(string file) : IDisposable
{
    private static readonly int MostIdle = 2 * Environment.ProcessorCount;

    private readonly ConcurrentQueue<SqliteSession> idle = new();
    private volatile bool disposed;

    public T Read<T>(Func<SqliteSession, T> read)
    {
        if (!idle.TryDequeue(out var session))
            session = SqliteSession.OpenReader(file);
        var sound = false;
        try
        {
            var result = read(session);
            sound = !session.InTransaction;
            return result;
        }
        finally
        {
            if (sound && idle.Count < MostIdle)
                idle.Enqueue(session);
            else
                session.Dispose();
            if (disposed)
                Drain();
        }
    }

    public void Dispose()
    {
        disposed = true;
        Drain();
    }

    private void Drain()
    {
        while (idle.TryDequeue(out var session))
            session.Dispose();
    }
}
