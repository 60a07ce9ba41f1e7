using Allmine.Application.Authorization;
using Allmine.Application.Messages;
using Allmine.Application.Paging;
using Allmine.Application.Ports.Messages;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;

namespace Allmine.Application.Chats.GetChanges;

/// <summary>
/// Reads what has changed in a chat. Messages that were altered are found by their latest change; those that were not, by their number: it goes in step
/// with the changes that sent them, so that a number of a change is turned into one of a message by one look. Among those, altered ones are looked at in vain:
/// so many at most as the page has looks for.
/// </summary>
internal sealed class ChangesReader(IChangeRepository changes, IMessageRepository messages, ChatViewComposer views)
{
    /// <summary>The first look is at so many messages for each item. Most pages need no other.</summary>
    private const int NearLooks = 4;

    /// <summary>What has changed since.</summary>
    /// <param name="chat">The chat, as it was read before: what happens after that is left for later.</param>
    /// <param name="viewer">Who reads: a member, or who may read everywhere.</param>
    /// <param name="after">The number of a change: 0 or more.</param>
    /// <param name="room">For the items; what they take is taken from it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The page. It may have more and no items only if there was no room.</returns>
    public async Task<ChangesPage> ReadAsync(Chat chat, ChatReader viewer, long after, PageRoom room, CancellationToken cancellationToken)
    {
        // Who has left and come back holds what is void: of the time between they were told nothing.
        var isReset = after > chat.LastChange || (after > 0 && after < viewer.MemberOf(chat)?.LineChange);
        if (isReset)
            after = 0;
        if (after == chat.LastChange || room.IsFull || room.Looks <= 0)
            return new ChangesPage([], chat.LastChange, after < chat.LastChange, isReset);

        var alterations = chat.AlterationCount == 0 || after == 0 ? 0 : await changes.CountAlterationsAsync(chat.Id, after, cancellationToken);
        var origin = new ChangesOrigin(after, after - alterations, viewer.SeesFrom(chat));
        // One more than there is room for tells whether there are more.
        var limit = room.Items + 1;
        var near = Math.Min(room.Looks, chat.AlterationCount == 0 ? limit : (long)NearLooks * limit);
        var look = await LookAsync(chat, origin, near, limit, cancellationToken);
        if (look.HasRest && look.Found.Count < room.Items && near < room.Looks)
            look = await LookAsync(chat, origin, room.Looks, limit, cancellationToken);
        room.Look(look.End - origin.Start);

        var items = await FittingAsync(look.Found, chat, viewer, room, cancellationToken);
        if (items.Count > 0 || room.IsFull || !look.HasMore(items.Count))
            return new ChangesPage(items, chat.LastChange, look.HasMore(items.Count), isReset);
        return look.HasRest
            ? await MarkAsync(chat, viewer, look, room, isReset, cancellationToken)
            : await ReadWhatChangesAsync(chat, viewer, origin, room, isReset, cancellationToken);
    }

    /// <summary>What there is among so many messages, and what was altered. A message that is altered between the two reads is found by the second one.</summary>
    private async Task<ChangesLook> LookAsync(Chat chat, ChangesOrigin origin, long looks, int limit, CancellationToken cancellationToken)
    {
        var end = Math.Min(origin.Start + looks, chat.LastSequence);
        var unaltered = await changes.UnalteredAsync(chat.Id, origin.Start, end, limit, cancellationToken);
        var altered = await changes.AlteredAsync(chat.Id, origin.Change, origin.SeesFrom, limit, cancellationToken);
        if (unaltered.Count == limit)
            end = unaltered[^1].Sequence;

        // A message behind the end was sent by a later change than the last one that was found, and later than if nothing had been altered in between.
        var horizon = end == chat.LastSequence ? (long?)null : Math.Max(origin.Change + end - origin.Sequence, unaltered.Count == 0 ? 0 : unaltered[^1].Change);
        var found = InOrder(unaltered, altered, chat, origin.Change, Math.Min(horizon ?? long.MaxValue, chat.LastChange));
        return new ChangesLook(found, end, horizon, HasLater: altered.Count == limit || HasLeft(altered, found, chat));
    }

    /// <summary>
    /// The page where all that was looked at has been altered later than any change that is sure to come before it: the last message, as it is now, marks how far it has come. It comes
    /// again in its place.
    /// </summary>
    private async Task<ChangesPage> MarkAsync(Chat chat, ChatReader viewer, ChangesLook look, PageRoom room, bool isReset, CancellationToken cancellationToken)
    {
        var last = await messages.FindAllAsync([new MessageNumber(chat.Id, look.End)], cancellationToken);
        var mark = new ChangeItem(look.Horizon!.Value, MessageView.In(chat, last[0], viewer.UserId), Chat: null);
        return new ChangesPage(room.TryTake(PageBytes.Of(mark.Message!)) ? [mark] : [], chat.LastChange, HasMore: true, isReset);
    }

    /// <summary>
    /// The page where all that there is to give changes while it is read: what is found at one later moment, with more to ask for. Everything up to its last item
    /// is there: what was altered by that moment is found by its change, and what was not is found unaltered then, or comes with a later change.
    /// </summary>
    private async Task<ChangesPage> ReadWhatChangesAsync(
        Chat chat, ChatReader viewer, ChangesOrigin origin, PageRoom room, bool isReset, CancellationToken cancellationToken)
    {
        var altered = await changes.AlteredAsync(chat.Id, origin.Change, origin.SeesFrom, room.Items, cancellationToken);
        var unaltered = await changes.UnalteredAsync(chat.Id, origin.Start, long.MaxValue, room.Items, cancellationToken);
        // Once altered, a message stays so: there is one at least.
        var found = InOrder(unaltered, altered, chat, origin.Change, altered[^1].Change);
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
        List<StoredMessage?> found, Chat chat, ChatReader viewer, PageRoom room, CancellationToken cancellationToken)
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
