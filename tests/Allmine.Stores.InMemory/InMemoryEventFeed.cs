using System.Globalization;
using System.Runtime.CompilerServices;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Stores.InMemory;

/// <summary>
/// All events there were, in their order. A position is the number of the last event before it. Whom they concern is found out when they are read:
/// the members at that moment.
/// </summary>
internal sealed class InMemoryEventFeed(Lock gate, InMemoryMessages messages, Func<Id<Chat>, Chat?> find, Func<Id<Chat>, IEnumerable<ChatSettings>> settingsIn) : IEventFeed
{
    private const int PositionLength = 16;

    private readonly List<StoreEvent> events = [];

    /// <summary>There while somebody waits for the next event.</summary>
    private TaskCompletionSource? waiting;

    /// <summary>Adds what a commit leads to.</summary>
    /// <param name="changes">The commit.</param>
    /// <param name="opened">The chats that it has made or opened.</param>
    public void Add(ChangeSet changes, IEnumerable<ChatChange> opened)
    {
        events.AddRange(opened.Select(change => Opened(change.Chat)));
        events.AddRange(InOrder(changes).Select(change => change.Event));
        events.AddRange(changes.Wallets.Select(change => change.Wallet).Where(wallet => wallet.Owner != Wallet.SystemOwner)
            .Select(wallet => new CreditsChanged(wallet.Owner, wallet.Balance)));
        events.AddRange(changes.LedgerEntries.Where(entry => entry.Direction == LedgerDirection.Grant)
            .Select(entry => new CreditsGranted(entry.OwnerId, entry.Amount, entry.BalanceAfter)));
        Tell();
    }

    public void AddOpened(Chat chat) => Add(Opened(chat));

    public void AddBlock(Chat chat, Id<User> blocker) => Add(new BlockChanged(blocker, chat.OtherThan(blocker)!.Value, chat.HasBlocked(blocker)));

    public void AddUser(User user) => Add(new UserUpdated(user));

    public void AddUpdated(Message message) => Add(new MessageUpdated(message, []));

    public void AddDelivered(Chat chat, Id<User> userId, long sequence) => Add(new MessageDelivered(chat.Id, userId, sequence, []));

    public void AddRead(Chat chat, Id<User> reader, long sequence) => Add(new MessageRead(chat.Id, reader, sequence, []));

    public void AddSettings(ChatSettings settings) => Add(new ChatSettingsChanged(settings, IsArchived: false));

    public int UsualLength => PositionLength;

    public bool IsPosition(string text) => text.Length == PositionLength && text.All(char.IsAsciiHexDigitLower);

    public bool IsWithinReach(EventPosition position, EventPosition now) => true;

    public Task<EventPosition> FindOldestAsync(CancellationToken cancellationToken) => Task.FromResult(PositionOf(0));

    public IAsyncEnumerable<FeedItem> ReadAroundAsync(EventPosition position, CancellationToken cancellationToken) => ReadAsync(position, cancellationToken);

    public async IAsyncEnumerable<FeedItem> ReadAsync(EventPosition? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = Begin(after);
        yield return new FeedItem(PositionOf(position));
        while (true)
        {
            var (next, change) = Next(position);
            if (change is null)
                yield return new FeedItem(PositionOf(++position), next);
            else
                await change.WaitAsync(cancellationToken);
        }
    }

    private int Begin(EventPosition? after)
    {
        lock (gate)
        {
            if (after is null)
                return events.Count;
            return ulong.TryParse(after.Value.Text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) && number <= (ulong)events.Count
                ? (int)number
                : throw new PositionLostException();
        }
    }

    /// <summary>The next event, null if nobody hears of it any more; or else what will be done when there is one.</summary>
    private (StoreEvent? Event, Task? Change) Next(int position)
    {
        lock (gate)
        {
            if (position < events.Count)
                return (Read(events[position]), null);
            waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (null, waiting.Task);
        }
    }

    /// <summary>The event as it is told now; null if nobody hears of it any more.</summary>
    private StoreEvent? Read(StoreEvent happened)
    {
        switch (happened)
        {
            case ChatOpened opened:
                // Whoever has come since is told of that in its place.
                return opened with { Recipients = OfMembers(opened.Chat.Id, member => member.LineChange == 0 && opened.Chat.HasMember(member.UserId)) };
            case ChatChanged changed:
                return Read(changed);
            case MessageCreated created:
                return Read(created);
            case MessageAltered altered:
                var heard = OfMembers(altered.Message.ChatId, member => member.LineChange <= altered.Message.Change);
                var unseeing = OfMembers(altered.Message.ChatId, member => member.LineChange <= altered.Message.Change && !member.Sees(altered.Message.Sequence));
                return altered with { Message = AsOf(altered.Message), Recipients = heard, Unseeing = unseeing };
            case MessageUpdated updated:
                return updated with { Message = AsOf(updated.Message), Recipients = OfMembers(updated.Message.ChatId, member => member.Sees(updated.Message.Sequence)) };
            case MessageRead read:
                return IsOfMember(read.ChatId, read.UserId, read.Sequence) ? read with { Recipients = OfMembers(read.ChatId, _ => true) } : null;
            case MessageDelivered delivered:
                return IsOfMember(delivered.ChatId, delivered.UserId, delivered.Sequence) ? delivered with { Recipients = OfMembers(delivered.ChatId, _ => true) } : null;
            case ChatSettingsChanged settings:
                return find(settings.Settings.ChatId) is { } chat ? settings with { IsArchived = settings.Settings.IsArchivedIn(chat) } : null;
            default:
                return happened;
        }
    }

    private ChatChanged Read(ChatChanged changed)
    {
        var members = (find(changed.Chat.Id)?.Members ?? []).Where(member => member.LineChange <= changed.Chat.Change).ToList();
        var recipients = members.Select(member => member.UserId).ToHashSet();
        if (changed is { Event: ChatEvent.MemberRemoved or ChatEvent.MemberLeft, UserId: { } gone })
            recipients.Add(gone);
        return changed with { Members = changed.Event == ChatEvent.MemberAdded ? members : [], Recipients = recipients };
    }

    private MessageCreated Read(MessageCreated created)
    {
        var (chatId, sequence) = (created.Message.ChatId, created.Message.Sequence);
        var recipients = OfMembers(chatId, member => member.LineChange <= created.Message.Change);
        var archived = created.Message.Readable is { } message
            ? settingsIn(chatId).Where(settings => recipients.Contains(settings.UserId) && settings.EndedBy(sequence, message.CreatedAt) is not null && !WasEndedBefore(settings))
            : [];
        return created with { Message = AsOf(created.Message), Recipients = recipients, Archived = [.. archived] };

        // Times never go back in a chat: if any message before has ended it, the last one has.
        bool WasEndedBefore(ChatSettings settings) =>
            messages.Find(chatId, sequence - 1) is { } before && settings.EndedBy(before.Sequence, before.CreatedAt) is not null;
    }

    private StoredMessage AsOf(StoredMessage then) => then.Readable is { } message ? messages.ReadAsOf(message) : then;

    private Id<User>[] OfMembers(Id<Chat> id, Func<Member, bool> which) => [.. (find(id)?.Members ?? []).Where(which).Select(member => member.UserId)];

    /// <summary>Whether a marker is of somebody who is a member still, or again, and sees the message that it has come to.</summary>
    private bool IsOfMember(Id<Chat> id, Id<User> userId, long sequence) => find(id)?.Sees(userId, sequence) == true;

    /// <summary>The messages and alterations of a commit, those of each chat by the number of the change.</summary>
    private static IEnumerable<(Id<Chat> ChatId, long Change, StoreEvent Event)> InOrder(ChangeSet changes)
    {
        var alterations = changes.Alterations.Select(write => (write.Alteration.ChatId, write.Alteration.Change, Event: EventOf(write)))
            .Concat(changes.ChatAlterations.Select(write => (write.Alteration.ChatId, write.Alteration.Change, Event: EventOf(write))))
            .OrderBy(alteration => alteration.Change)
            .ToList();
        foreach (var message in changes.Messages)
        {
            foreach (var earlier in alterations.FindAll(alteration => alteration.ChatId == message.ChatId && alteration.Change < message.SentChange))
            {
                alterations.Remove(earlier);
                yield return earlier;
            }

            yield return (message.ChatId, message.SentChange, new MessageCreated(message, []));
        }

        foreach (var rest in alterations)
            yield return rest;
    }

    private static StoreEvent EventOf(AlterationWrite write) =>
        new MessageAltered(write.After, write.Alteration.Kind, write.Alteration.UserId, write.Alteration.Emoji, []);

    private static StoreEvent EventOf(ChatAlterationWrite write) => new ChatChanged(write.Chat, write.Event, write.UserId, [], []);

    /// <summary>The chat as of its making, whatever was sent in the same commit.</summary>
    private static ChatOpened Opened(Chat chat) => new(
        Chat.Restore(
            new ChatState(chat.Id, chat.Kind, chat.Title, chat.Revision, 0, chat.CreatedAt, chat.CreatedAt) { Photo = chat.Photo },
            chat.Members.Select(member => member with { ReadUpTo = 0, DeliveredUpTo = 0 }),
            chat.Blocks),
        []);

    private void Add(StoreEvent happened)
    {
        events.Add(happened);
        Tell();
    }

    private void Tell()
    {
        waiting?.SetResult();
        waiting = null;
    }

    private static EventPosition PositionOf(int number) => new(number.ToString($"x{PositionLength}", CultureInfo.InvariantCulture));
}
