using Allmine.Domain.Errors;
using Allmine.Infrastructure.Persistence.Sqlite.Records;
using Allmine.Infrastructure.Persistence.Sqlite.Repositories;
using Allmine.Infrastructure.Persistence.Sqlite.Schema;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Allmine.Infrastructure.Persistence.Sqlite.Database;

/// <summary>The database of the embedded store: one file in the store's folder, which one process at a time has open.</summary>
internal sealed class SqliteDatabase(EmbeddedStoreOptions options, TimeProvider time) : IDisposable
{
    private readonly Lock gate = new();
    private FolderLock? folderLock;
    private SqliteReaders? readers;
    private volatile SqliteWriter? writer;

    private string File => FileIn(options.Folder);

    public static string FileIn(string folder) => Path.Combine(folder, "allmine.db");

    /// <summary>Opens the database, creating it or bringing it up to date if need be. Once open, it stays so.</summary>
    /// <exception cref="StoreSetupException">It can't be opened; nothing is held.</exception>
    public void Open()
    {
        lock (gate)
        {
            if (writer is not null)
                return;
            var taken = FolderLock.Take(options.Folder);
            try
            {
                var session = OpenSession();
                readers = new SqliteReaders(File);
                writer = new SqliteWriter(session, () => SqliteSession.OpenWriter(File));
                folderLock = taken;
            }
            catch
            {
                taken.Dispose();
                throw;
            }
        }
    }

    /// <summary>Puts an empty database in the file's place, up to date. What is asked of the old one meanwhile finds it closed.</summary>
    /// <exception cref="StoreSetupException">It can't be made; then there is none.</exception>
    public void Replace()
    {
        lock (gate)
        {
            var old = writer;
            writer = null;
            old?.Dispose();
            readers?.Dispose();
            foreach (var file in new[] { $"{File}-wal", $"{File}-shm", File })
                System.IO.File.Delete(file);
            var session = OpenSession();
            readers = new SqliteReaders(File);
            writer = new SqliteWriter(session, () => SqliteSession.OpenWriter(File));
        }
    }

    /// <summary>Reads on the calling thread.</summary>
    /// <exception cref="StoreUnavailableException">The database failed, or isn't open.</exception>
    public Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        try
        {
            return writer is null ? NotOpen<T>() : Task.FromResult(readers!.Read(read));
        }
        catch (Exception exception)
        {
            return Task.FromException<T>(SqliteFailure.Translate(exception));
        }
    }

    /// <inheritdoc cref="SqliteWriter.RunAsync"/>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken) =>
        writer?.RunAsync(work, cancellationToken) ?? NotOpen<T>();

    public void Dispose()
    {
        lock (gate)
        {
            readers?.Dispose();
            writer?.Dispose();
            writer = null;
            // Last, so that the next process finds everything closed.
            folderLock?.Dispose();
        }
    }

    private static Task<T> NotOpen<T>() =>
        Task.FromException<T>(new StoreUnavailableException(new InvalidOperationException("The embedded store is not open.")));

    private SqliteSession OpenSession()
    {
        SqliteSession? session = null;
        try
        {
            Protect();
            session = SqliteSession.OpenWriter(File);
            SqliteMigrations.Apply(session, File, time.GetUtcNow().UtcDateTime);
            SqliteIdempotencyRepository.Prune(session, time.GetUtcNow().UtcDateTime - options.OutcomeRetention);
            return session;
        }
        catch (Exception exception)
        {
            session?.Dispose();
            throw exception is SqliteException failure ? new StoreSetupException(Sentence(failure), failure) { WorthWaiting = WorthWaiting(failure) } : exception;
        }
    }

    /// <summary>SQLite gives the files that it makes beside the database the rights of the database. What fails here, it will tell.</summary>
    private void Protect()
    {
        try
        {
            using var file = OwnerOnly.Open(File, FileMode.OpenOrCreate, FileShare.ReadWrite | FileShare.Delete, FileOptions.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return;
        }

        OwnerOnly.TakeFiles(File, $"{File}-wal", $"{File}-shm", Path.Combine(options.Folder, "allmine.lock"));
    }

    /// <summary>A program that has the file, a backup perhaps, may be about to end.</summary>
    private static TimeSpan WorthWaiting(SqliteException failure) =>
        failure.SqliteErrorCode == raw.SQLITE_BUSY ? FolderLock.WorthWaiting : TimeSpan.Zero;

    private string Sentence(SqliteException failure) => failure.SqliteErrorCode switch
    {
        raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT =>
            $"The file {File} of the embedded store is damaged or not a database; move it away or restore it (setting {EmbeddedStoreOptions.PathSetting}).",
        raw.SQLITE_FULL =>
            $"There is no space left for the file {File} of the embedded store (setting {EmbeddedStoreOptions.PathSetting}).",
        raw.SQLITE_BUSY =>
            $"The file {File} of the embedded store is locked by another program (setting {EmbeddedStoreOptions.PathSetting}).",
        raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_IOERR =>
            $"The file {File} of the embedded store can't be read and written (setting {EmbeddedStoreOptions.PathSetting}).",
        _ => $"The file {File} of the embedded store can't be opened: {failure.Message} (setting {EmbeddedStoreOptions.PathSetting}).",
    };
}
