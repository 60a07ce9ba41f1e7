using Allmine.Application.Authorization;
using Allmine.Application.Messages;
using Allmine.Application.Paging;
using Allmine.Application.Ports.Messages;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;

namespace Allmine.Application.Chats.GetChanges;

/// <summary>
/// Reads what has changed in a chat. Messages that were altered are found by their latest change; those that were not, by their number: it goes in step
/// with the changes that sent them, so that a number of a change is turned into one of a message by one look.
/// </summary>
internal sealed class ChangesReader(IChangeRepository changes, ChatViewComposer views)
{
    /// <summary>What has changed since.</summary>
    /// <param name="chat">The chat, as it was read before: what happens after that is left for later.</param>
    /// <param name="viewer">Who reads: a member, or somebody who may read everywhere.</param>
    /// <param name="after">The number of a change: 0 or more.</param>
    /// <param name="room">For the items; what they take is taken from it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The page. It may have more and no items only if there was no room.</returns>
    public async Task<ChangesPage> ReadAsync(Chat chat, ChatAuthority viewer, long after, PageRoom room, CancellationToken cancellationToken)
    {
        // Who has left and come back holds what is void: of the time between they were told nothing.
        var isReset = after > chat.LastChange || (after > 0 && after < chat.FindMember(viewer.UserId)?.LineChange);
        if (isReset)
            after = 0;
        if (after == chat.LastChange || room.IsFull)
            return new ChangesPage([], chat.LastChange, after < chat.LastChange, isReset);

        // One more than there is room for tells whether there are more. A message that is altered between the two reads is found by the first one.
        var limit = room.Items + 1;
        var alterations = chat.AlterationCount == 0 || after == 0 ? 0 : await changes.CountAlterationsAsync(chat.Id, after, cancellationToken);
        var seesFrom = viewer.SeesFrom(chat);
        var afterSequence = Math.Max(after - alterations, seesFrom - 1);
        var unaltered = await changes.UnalteredAsync(chat.Id, afterSequence, limit, cancellationToken);
        var altered = await changes.AlteredAsync(chat.Id, after, seesFrom, limit, cancellationToken);

        var found = InOrder(unaltered, altered, chat, after, chat.LastChange);
        var items = await FittingAsync(found, chat, viewer, room, cancellationToken);
        var hasMore = items.Count < found.Count || altered.Count == limit || HasLeft(altered, found, chat);
        return items.Count == 0 && hasMore && !room.IsFull
            ? await ReadWhatChangesAsync(chat, viewer, after, afterSequence, room, isReset, cancellationToken)
            : new ChangesPage(items, chat.LastChange, hasMore, isReset);
    }

    /// <summary>
    /// The page where all that there is to give changes while it is read: what is found at one later moment, with more to ask for. Everything up to its last item
    /// is there: what was altered by that moment is found by its change, and what was not is found unaltered then, or comes with a later change.
    /// </summary>
    private async Task<ChangesPage> ReadWhatChangesAsync(
        Chat chat, ChatAuthority viewer, long after, long afterSequence, PageRoom room, bool isReset, CancellationToken cancellationToken)
    {
        var altered = await changes.AlteredAsync(chat.Id, after, viewer.SeesFrom(chat), room.Items, cancellationToken);
        var unaltered = await changes.UnalteredAsync(chat.Id, afterSequence, room.Items, cancellationToken);
        // Once altered, a message stays so: there is one at least.
        var found = InOrder(unaltered, altered, chat, after, altered[^1].Change);
        var items = await FittingAsync(found, chat, viewer, room, cancellationToken);
        return new ChangesPage(items, items[^1].Change, HasMore: true, isReset);
    }

    /// <summary>The messages by their latest changes; null stands for the chat itself.</summary>
    private static List<StoredMessage?> InOrder(
        IEnumerable<StoredMessage> unaltered, IEnumerable<StoredMessage> altered, Chat chat, long after, long lastChange)
    {
        var messages = unaltered.Concat(altered).Select(message => (StoredMessage?)message);
        IEnumerable<StoredMessage?> itself = chat.OwnChange > after ? [null] : [];
        return [.. messages.Concat(itself).Where(thing => ChangeOf(thing, chat) <= lastChange).OrderBy(thing => ChangeOf(thing, chat))];
    }

    private static long ChangeOf(StoredMessage? thing, Chat chat) => thing?.Change ?? chat.OwnChange;

    private async Task<List<ChangeItem>> FittingAsync(
        List<StoredMessage?> found, Chat chat, ChatAuthority viewer, PageRoom room, CancellationToken cancellationToken)
    {
        var items = new List<ChangeItem>();
        foreach (var thing in found)
        {
            var item = thing is { } message
                ? new ChangeItem(message.Change, MessageView.In(chat, message, viewer.UserId), Chat: null)
                : new ChangeItem(chat.OwnChange, Message: null, await views.WithoutReaderAsync(chat, cancellationToken));
            if (!room.TryTake(item.Message is { } view ? PageBytes.Of(view) : PageBytes.Of(item.Chat!)))
                break;
            items.Add(item);
        }

        return items;
    }

    /// <summary>
    /// Whether a message that was there has changed once more since the chat was read, so that it is not where it was, and not where the page could show it
    /// either. Without it, the page would not be the state of the chat's last change.
    /// </summary>
    private static bool HasLeft(IReadOnlyList<StoredMessage> altered, List<StoredMessage?> found, Chat chat) => altered.Any(
        message => message.Change > chat.LastChange && message.Sequence <= chat.LastSequence && !found.Exists(other => other?.Sequence == message.Sequence));
}
