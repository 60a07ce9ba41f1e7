using Allmine.Application.Messages;
using Allmine.Application.Paging;
using Allmine.Application.Ports.Messages;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Chats.GetChanges;

/// <summary>
/// Reads what has changed in a chat. Messages that were altered are found by their latest change; those that were not, by their number: it goes in step
/// with the changes that sent them, so that a number of a change is turned into one of a message by one look.
/// </summary>
internal sealed class ChangesReader(IChangeRepository changes)
{
    /// <summary>What has changed since.</summary>
    /// <param name="chat">The chat, as it was read before: what happens after that is left for later.</param>
    /// <param name="viewer">A member.</param>
    /// <param name="after">The number of a change: 0 or more.</param>
    /// <param name="room">For the items; what they take is taken from it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The page. It may have more and no items only if there was no room.</returns>
    public async Task<ChangesPage> ReadAsync(Chat chat, Id<User> viewer, long after, PageRoom room, CancellationToken cancellationToken)
    {
        var isReset = after > chat.LastChange;
        if (isReset)
            after = 0;
        if (after == chat.LastChange || room.IsFull)
            return new ChangesPage([], chat.LastChange, after < chat.LastChange, isReset);

        // One more than there is room for tells whether there are more. A message that is altered between the two reads is found by the first one.
        var limit = room.Items + 1;
        var alterations = chat.AlterationCount == 0 || after == 0 ? 0 : await changes.CountAlterationsAsync(chat.Id, after, cancellationToken);
        var unaltered = await changes.UnalteredAsync(chat.Id, after - alterations, limit, cancellationToken);
        var altered = await changes.AlteredAsync(chat.Id, after, limit, cancellationToken);

        var found = InOrder(unaltered, altered, chat.LastChange);
        var items = Fitting(found, chat, viewer, room);
        var hasMore = items.Count < found.Count || altered.Count == limit || HasLeft(altered, found, chat);
        return items.Count == 0 && hasMore && !room.IsFull
            ? await ReadWhatChangesAsync(chat, viewer, after, after - alterations, room, isReset, cancellationToken)
            : new ChangesPage(items, chat.LastChange, hasMore, isReset);
    }

    /// <summary>
    /// The page where all that there is to give changes while it is read: what is found at one later moment, with more to ask for. Everything up to its last item
    /// is there: what was altered by that moment is found by its change, and what was not is found unaltered then, or comes with a later change.
    /// </summary>
    private async Task<ChangesPage> ReadWhatChangesAsync(
        Chat chat, Id<User> viewer, long after, long afterSequence, PageRoom room, bool isReset, CancellationToken cancellationToken)
    {
        var altered = await changes.AlteredAsync(chat.Id, after, room.Items, cancellationToken);
        var unaltered = await changes.UnalteredAsync(chat.Id, afterSequence, room.Items, cancellationToken);
        // Once altered, a message stays so: there is one at least.
        var items = Fitting(InOrder(unaltered, altered, altered[^1].Change), chat, viewer, room);
        return new ChangesPage(items, items[^1].Change, HasMore: true, isReset);
    }

    private static List<StoredMessage> InOrder(IEnumerable<StoredMessage> unaltered, IEnumerable<StoredMessage> altered, long lastChange) =>
        [.. unaltered.Concat(altered).Where(message => message.Change <= lastChange).OrderBy(message => message.Change)];

    private static List<ChangeItem> Fitting(IEnumerable<StoredMessage> found, Chat chat, Id<User> viewer, PageRoom room) =>
    [
        .. found.Select(message => new ChangeItem(message.Change, MessageView.In(chat, message, viewer), Chat: null))
            .TakeWhile(item => room.TryTake(PageBytes.Of(item.Message!))),
    ];

    /// <summary>
    /// Whether a message that was there has changed once more since the chat was read, so that it is not where it was, and not where the page could show it
    /// either. Without it, the page would not be the state of the chat's last change.
    /// </summary>
    private static bool HasLeft(IReadOnlyList<StoredMessage> altered, List<StoredMessage> found, Chat chat) => altered.Any(
        message => message.Change > chat.LastChange && message.Sequence <= chat.LastSequence && !found.Exists(other => other.Sequence == message.Sequence));
}
