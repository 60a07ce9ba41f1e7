using Allmine.Application.Media;
using Allmine.Domain.Errors;

namespace Allmine.Api.Background;

/// <summary>Makes the thumbnails that uploads had no time for, one after the other. Any number of nodes may do it at once.</summary>
internal sealed partial class ThumbnailMaking(LaterThumbnails thumbnails, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ThumbnailMaking> logger)
    : StoreTask(lifetime, time, Interval)
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task WorkAsync(CancellationToken stoppingToken)
    {
        while (await thumbnails.SeeToNextAsync(stoppingToken))
        {
        }
    }

    protected override void Postponed(StoreUnavailableException exception) => Postponed(logger, exception);

    protected override void Failed(Exception exception) => Failed(logger, exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store is away; thumbnails of films are made later")]
    private static partial void Postponed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The thumbnail of a film could not be made; it is tried again later")]
    private static partial void Failed(ILogger logger, Exception exception);
}
