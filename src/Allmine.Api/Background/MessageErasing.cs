using Allmine.Application.Media;
using Allmine.Domain.Errors;

namespace Allmine.Api.Background;

/// <summary>Removes what deleted messages leave behind, within a minute. Any number of nodes may do it at once.</summary>
internal sealed partial class MessageErasing(MessageErasure erasure, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<MessageErasing> logger)
    : StoreTask(lifetime, time, Interval)
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override Task WorkAsync(CancellationToken stoppingToken) => erasure.SeeToDueAsync(stoppingToken);

    protected override void Postponed(StoreUnavailableException exception) => Postponed(logger, exception);

    protected override void Failed(Exception exception) => Failed(logger, exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store is away; what deleted messages leave behind is removed later")]
    private static partial void Postponed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "What a deleted message leaves behind could not be removed; it is tried again later")]
    private static partial void Failed(ILogger logger, Exception exception);
}
