using Allmine.Application.Media;
using Allmine.Domain.Errors;

namespace Allmine.Api.Background;

/// <summary>Removes files that no message uses, at start and then from time to time. Any number of nodes may do it at once.</summary>
internal sealed partial class MediaSweep(FileLifecycle files, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<MediaSweep> logger)
    : StoreTask(lifetime, time, Interval)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task WorkAsync(CancellationToken stoppingToken)
    {
        if (await files.SweepAsync(stoppingToken) is var removed and > 0)
            Removed(logger, removed);
    }

    protected override void Postponed(StoreUnavailableException exception) => Postponed(logger, exception);

    protected override void Failed(Exception exception) => Failed(logger, exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Files} files that no message uses")]
    private static partial void Removed(ILogger logger, int files);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store is away; files that no message uses are removed later")]
    private static partial void Postponed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Files that no message uses could not be removed; it is tried again later")]
    private static partial void Failed(ILogger logger, Exception exception);
}
