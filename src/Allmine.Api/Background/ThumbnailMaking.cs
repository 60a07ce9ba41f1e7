using Allmine.Application.Media;
using Allmine.Domain.Errors;

namespace Allmine.Api.Background;

/// <summary>Makes the thumbnails that uploads had no time for, one after the other. Any number of nodes may do it at once.</summary>
internal sealed partial class ThumbnailMaking(LaterThumbnails thumbnails, TimeProvider time, ILogger<ThumbnailMaking> logger) : NodeTask
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private bool isPostponed;

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                while (await thumbnails.SeeToNextAsync(stoppingToken))
                    isPostponed = false;
            }
            catch (StoreUnavailableException exception)
            {
                // It looks often, and the log needs it once.
                if (!isPostponed)
                    Postponed(logger, exception);
                isPostponed = true;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The host would end with it: for a film that can't be read, nobody could send any more.
                Failed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store is away; thumbnails of films are made later")]
    private static partial void Postponed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The thumbnail of a film could not be made; it is tried again later")]
    private static partial void Failed(ILogger logger, Exception exception);
}
