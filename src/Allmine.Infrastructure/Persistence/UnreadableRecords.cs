using Allmine.Application.Caching;
using Allmine.Application.Telemetry;
using Allmine.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Allmine.Infrastructure.Persistence;

/// <summary>
/// Tells an operator of stored records that can't be read: each time by the metric, and once for each record by a line in the
/// log, since a bad record may be read again and again.
/// </summary>
internal sealed partial class UnreadableRecords(ILogger<UnreadableRecords> logger)
{
    /// <summary>The most bytes of records that are remembered as logged: about 1,000 records. Those not met for longest are logged once more.</summary>
    private const long MaxBytes = 192 << 10;

    /// <summary>What the name of a record takes beside its characters.</summary>
    private const int BytesOfName = 32;

    private readonly BoundedCache<string, bool> logged = new(MaxBytes, (record, _) => BytesOfName + (sizeof(char) * record.Length), StringComparer.Ordinal);

    public void Report(UnreadableRecordException record)
    {
        AllmineTelemetry.CountUnreadable();
        if (logged.TryAdd(record.Record, true))
            Unreadable(logger, record.InnerException, record.Record);
    }

    /// <param name="record">What it is, with its identifier.</param>
    /// <param name="failure">Why it can't be read.</param>
    /// <returns>What to throw, or to note, for those who need the record.</returns>
    public UnreadableRecordException Report(string record, Exception? failure)
    {
        var why = new UnreadableRecordException(record, failure);
        Report(why);
        return why;
    }

    /// <summary>What a read gives; a record that can't be read is reported on its way to the caller.</summary>
    public T Reported<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (UnreadableRecordException exception)
        {
            Report(exception);
            throw;
        }
    }

    /// <summary>What a read gives; for a record that can't be read, which is reported, what stands in its place.</summary>
    public T ReadOr<TFrom, T>(TFrom from, Func<TFrom, T> read, Func<TFrom, T> otherwise)
    {
        try
        {
            return read(from);
        }
        catch (UnreadableRecordException exception)
        {
            Report(exception);
            return otherwise(from);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The stored {Record} can't be read")]
    private static partial void Unreadable(ILogger logger, Exception? exception, string record);
}
