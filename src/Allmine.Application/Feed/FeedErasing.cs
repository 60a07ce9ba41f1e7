using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Messages;

namespace Allmine.Application.Feed;

/// <summary>Puts tombstones in the place of messages that are deleted by now, also where the recording has not come to the deletion yet.</summary>
internal sealed class FeedErasing(IMessageRepository messages, IFeedBodies bodies)
{
    /// <summary>The entries as they are to be told now. One look at all their messages, or none.</summary>
    public async Task<IReadOnlyList<FeedEntry>> AsNowAsync(IReadOnlyList<FeedEntry> entries, CancellationToken cancellationToken)
    {
        var ids = entries.Where(entry => entry is { IsErased: false, MessageId: not null }).Select(entry => entry.MessageId!.Value).ToHashSet();
        if (ids.Count == 0)
            return entries;
        var tombstones = (await messages.FindAllAsync(ids, cancellationToken)).Where(message => message.Readable is { IsDeleted: true }).ToDictionary(message => message.Readable!.Id);
        if (tombstones.Count == 0)
            return entries;
        return
        [
            .. entries.Select(entry => entry is { IsErased: false, MessageId: { } id } && tombstones.TryGetValue(id, out var tombstone)
                ? entry with { IsErased = true, Data = bodies.OfErased(entry, tombstone) }
                : entry),
        ];
    }
}
