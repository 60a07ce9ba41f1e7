using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Events;
using Allmine.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Allmine.Application.Events;

/// <summary>
/// Writes down that a message has ended that somebody had its chat archived, so that they are told. Whoever reads the settings sees it anyway: nothing
/// depends on this, and no send waits for it. Of several nodes, one is ahead.
/// </summary>
internal sealed partial class ArchiveEnds(IChatSettingsRepository settings, ILogger<ArchiveEnds> logger)
{
    /// <summary>Begins with it, and does not wait.</summary>
    public void Note(StoreEvent? happened)
    {
        if (happened is MessageCreated { Archived.Count: > 0, Message.Readable: { } } created)
            _ = Task.Run(() => EndAsync(created));
    }

    private async Task EndAsync(MessageCreated created)
    {
        var message = created.Message.GetReadable();
        try
        {
            foreach (var archived in created.Archived)
            {
                if (archived.EndedBy(message.Sequence, message.CreatedAt) is { } ended)
                    await settings.SaveAsync(ended, CancellationToken.None);
            }
        }
        catch (StoreUnavailableException exception)
        {
            NotWritten(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Some are not told that a chat is archived no more")]
    private static partial void NotWritten(ILogger logger, Exception exception);
}
