using Allmine.Domain.Messages;

namespace Allmine.Application.Chats.GetChanges;

/// <summary>What was found of what has changed.</summary>
/// <param name="Found">By their latest changes, null for the chat itself: everything up to the last one that a page has room for.</param>
/// <param name="End">The number of the last message that was looked at.</param>
/// <param name="Horizon">The change up to which everything is known; null if messages were looked at to the last.</param>
/// <param name="HasLater">Whether there is more among what was altered.</param>
internal sealed record ChangesLook(List<StoredMessage?> Found, long End, long? Horizon, bool HasLater)
{
    /// <summary>Whether there are messages that were not looked at.</summary>
    public bool HasRest => Horizon is not null;

    /// <summary>Whether there is more than the first so many.</summary>
    public bool HasMore(int given) => given < Found.Count || HasLater || HasRest;
}
