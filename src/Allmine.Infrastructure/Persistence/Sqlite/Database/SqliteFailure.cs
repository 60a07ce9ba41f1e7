using Allmine.Domain.Errors;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Allmine.Infrastructure.Persistence.Sqlite.Database;

/// <summary>Tells the failures of the store from defects of the program.</summary>
internal static class SqliteFailure
{
    /// <summary>What callers see: <see cref="StoreUnavailableException"/> where the store failed, else the exception itself.</summary>
    public static Exception Translate(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: var code } && IsOfTheStore(code) ? new StoreUnavailableException(exception) : exception;

    /// <summary>Whether the connection is not to be used any more.</summary>
    public static bool Breaks(Exception exception) => exception is SqliteException
    {
        SqliteErrorCode: raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_CANTOPEN or raw.SQLITE_NOTADB or raw.SQLITE_READONLY or raw.SQLITE_MISUSE,
    };

    private static bool IsOfTheStore(int code) => code is
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_NOMEM or raw.SQLITE_READONLY or raw.SQLITE_INTERRUPT or raw.SQLITE_IOERR
        or raw.SQLITE_CORRUPT or raw.SQLITE_FULL or raw.SQLITE_CANTOPEN or raw.SQLITE_PROTOCOL or raw.SQLITE_NOTADB or raw.SQLITE_PERM;
}
