using System.Collections.Concurrent;
using Allmine.Domain.Errors;

namespace Allmine.Infrastructure.Persistence.Sqlite.Database;

/// <summary>
/// The one writer of the database: a thread of its own that does what is asked of it, in the order of asking. SQLite lets
/// one transaction write at a time; waiting here instead of for its lock keeps the pool's threads free.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly BlockingCollection<Work> queue = [];
    private readonly Func<SqliteSession> reopen;
    private readonly Thread thread;
    private SqliteSession? session;

    /// <param name="session">The session to write on, which belongs to the writer from now on.</param>
    /// <param name="reopen">Opens another one after a failure that the first did not survive.</param>
    public SqliteWriter(SqliteSession session, Func<SqliteSession> reopen)
    {
        this.session = session;
        this.reopen = reopen;
        thread = new Thread(WorkOff) { IsBackground = true, Name = "Embedded store writer" };
        thread.Start();
    }

    /// <summary>
    /// Runs the work on the writer's thread. Work that throws is rolled back. Cancelled before its turn, it isn't run;
    /// cancelled after, only the waiting ends.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The database failed, or the writer is stopped.</exception>
    public Task<T> RunAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        var item = new Work<T>(work, cancellationToken);
        try
        {
            queue.Add(item, CancellationToken.None);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ObjectDisposedException)
        {
            return Task.FromException<T>(new StoreUnavailableException(exception));
        }

        return item.Completion.WaitAsync(cancellationToken);
    }

    /// <summary>Finishes what is queued, and closes the session.</summary>
    public void Dispose()
    {
        if (queue.IsAddingCompleted)
            return;
        queue.CompleteAdding();
        thread.Join();
        session?.Dispose();
        queue.Dispose();
    }

    private void WorkOff()
    {
        foreach (var work in queue.GetConsumingEnumerable())
            work.Run(this);
    }

    /// <summary>Brings the session back to where the next work can begin, or lets it go.</summary>
    private void Recover(Exception failure)
    {
        if (session is null)
            return;
        try
        {
            if (session.InTransaction)
                session.Rollback();
            if (!SqliteFailure.Breaks(failure))
                return;
        }
        catch (Exception)
        {
            // Closing the session rolls back as well.
        }

        session.Dispose();
        session = null;
    }

    private abstract class Work
    {
        public abstract void Run(SqliteWriter writer);
    }

    private sealed class Work<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken) : Work
    {
        private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Completion => completion.Task;

        public override void Run(SqliteWriter writer)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                completion.SetCanceled(cancellationToken);
                return;
            }

            try
            {
                var session = writer.session ??= writer.reopen();
                var result = work(session);
                if (session.InTransaction)
                    throw new InvalidOperationException("A transaction was left open.");
                completion.SetResult(result);
            }
            catch (Exception exception)
            {
                writer.Recover(exception);
                completion.SetException(SqliteFailure.Translate(exception));
            }
        }
    }
}
