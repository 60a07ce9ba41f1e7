using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Stores.InMemory;

/// <summary>The chats. A chat that is stored never changes: another one takes its place, so that a snapshot can hold it.</summary>
internal sealed class InMemoryChats(Lock gate, InMemoryEventFeed events) : IChatRepository
{
    private readonly Dictionary<Id<Chat>, Chat> chats = [];
    private readonly Dictionary<DirectPair, Id<Chat>> pairs = [];
    private readonly Spoiled<Id<Chat>> spoiled = new("chat");

    public IReadOnlyCollection<Chat> All => chats.Values;

    /// <summary>A copy, which belongs to the caller.</summary>
    public Chat? Find(Id<Chat> id) => chats.TryGetValue(id, out var chat) ? Copy(chat) : null;

    public Chat? Find(DirectPair pair) => pairs.TryGetValue(pair, out var id) ? Find(id) : null;

    public void RestoreSpoiled() => spoiled.Clear();

    /// <summary>From now on the chat's record can't be read.</summary>
    public void Spoil(Id<Chat> id) => spoiled.Add(id);

    /// <exception cref="UnreadableRecordException">The chat's record can't be read.</exception>
    public Chat? Read(Id<Chat> id)
    {
        Check(id);
        return Find(id);
    }

    /// <inheritdoc cref="Read(Id{Chat})"/>
    public void Check(Id<Chat> id) => spoiled.Check(id);

    /// <inheritdoc cref="Read(Id{Chat})"/>
    public Chat? Read(DirectPair pair) => pairs.TryGetValue(pair, out var id) ? Read(id) : null;

    public bool IsNew(Chat chat) => !chats.ContainsKey(chat.Id) && !(chat.Pair is { } pair && pairs.ContainsKey(pair));

    public bool HasRevisionOf(ChatChange change) => chats.TryGetValue(change.Chat.Id, out var chat) && chat.Revision == change.BaseRevision;

    public bool HasLastNumberOf(ChatChange change) => chats.TryGetValue(change.Chat.Id, out var chat) && chat.LastSequence == change.BaseSequence;

    public bool HasAlterationsOf(ChatChange change) => chats.TryGetValue(change.Chat.Id, out var chat) && chat.AlterationCount == change.BaseAlterations;

    public void Put(Chat chat)
    {
        chats[chat.Id] = Copy(chat);
        if (chat.Pair is { } pair)
            pairs[pair] = chat.Id;
    }

    public void Remove(Id<Chat> id)
    {
        if (chats.Remove(id, out var chat) && chat.Pair is { } pair)
            pairs.Remove(pair);
    }

    public void SetMembers(Id<Chat> id, IEnumerable<Id<User>> members)
    {
        var chat = chats[id];
        var present = chat.Members.ToDictionary(member => member.UserId);
        var next = members.Select(userId => present.TryGetValue(userId, out var member) ? member : new Member(userId, 0));
        chats[id] = Chat.Restore(FactsOf(chat) with { Revision = chat.Revision + 1 }, next, chat.Blocks);
    }

    /// <summary>
    /// Moves the chat's number and times, and the senders' markers. A chat held in memory may have markers older than those
    /// stored, and no marker goes back. Whatever else is stored stays, unless the chat itself changes.
    /// </summary>
    public void Write(ChatChange change)
    {
        if (change.IsNew)
        {
            Put(change.Chat);
            return;
        }

        var (chat, decided) = (chats[change.Chat.Id], change.Chat);
        var markers = decided.Members.Where(member => change.Senders.Contains(member.UserId)).ToDictionary(member => member.UserId, member => member.ReadUpTo);
        var facts = FactsOf(decided);
        if (!change.ChangesChat)
            facts = facts with { Title = chat.Title, Photo = chat.Photo, OwnChange = chat.OwnChange, Revision = chat.Revision };
        var members = change.ChangesChat ? decided.Members.Select(member => WithMarkersOf(chat.FindMember(member.UserId), member)) : chat.Members;
        chats[chat.Id] = Chat.Restore(facts, members.Select(member => Raised(member, markers.GetValueOrDefault(member.UserId))), chat.Blocks);
    }

    /// <returns>Where the marker is then; 0 for one who is not a member.</returns>
    public long MarkRead(Id<Chat> id, Id<User> userId, long sequence)
    {
        if (!chats.TryGetValue(id, out var chat) || !chat.HasMember(userId))
            return 0;
        if (sequence <= chat.ReadUpTo(userId))
            return chat.ReadUpTo(userId);
        var members = chat.Members.Select(member => member.UserId == userId ? Raised(member, sequence) : member);
        chats[id] = Chat.Restore(FactsOf(chat), members, chat.Blocks);
        events.AddRead(chat, userId, sequence);
        return sequence;
    }

    /// <returns>The number of the last message that has reached them then; 0 for one who is not a member.</returns>
    public long MarkDelivered(Id<Chat> id, Id<User> userId, long sequence)
    {
        if (!chats.TryGetValue(id, out var chat) || !chat.HasMember(userId))
            return 0;
        if (sequence <= chat.DeliveredUpTo(userId))
            return chat.DeliveredUpTo(userId);
        var members = chat.Members.Select(member => member.UserId == userId ? member with { DeliveredUpTo = sequence } : member);
        chats[id] = Chat.Restore(FactsOf(chat), members, chat.Blocks);
        events.AddDelivered(chat, userId, sequence);
        return sequence;
    }

    public Task<Chat?> FindAsync(Id<Chat> id, CancellationToken cancellationToken)
    {
        lock (gate)
            return InMemoryStore.ResultOf(() => Read(id));
    }

    public Task<IReadOnlyList<Chat>> FindAllAsync(IReadOnlyCollection<Id<Chat>> ids, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<Chat>>([.. ids.Where(id => !spoiled.Contains(id)).Select(Find).OfType<Chat>()]);
    }

    public Task<Chat?> FindAsync(DirectPair pair, CancellationToken cancellationToken)
    {
        lock (gate)
            return InMemoryStore.ResultOf(() => Read(pair));
    }

    public Task<bool> HasBlockAsync(Id<User> userId, IReadOnlyCollection<Id<User>> others, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult(others.Any(other => Find(DirectPair.Of(userId, other)) is { IsBlocked: true }));
    }

    public Task<ChatListSlice> PageAsync(Id<User> userId, ChatPosition? before, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var found = OpenChatsOf(userId)
                .Where(chat => before is not { } bound || ChatPosition.Of(chat) < bound)
                .OrderByDescending(ChatPosition.Of)
                .Take(limit + 1)
                .Select(chat => new ListedChat(ChatPosition.Of(chat), spoiled.Contains(chat.Id) ? null : Copy(chat)));
            return Task.FromResult(ChatListSlice.Of([.. found], limit, lastHour: null));
        }
    }

    public Task<IReadOnlyList<Chat>> MovedAsync(Id<User> userId, ChatPosition since, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var moved = OpenChatsOf(userId).Where(chat => ChatPosition.Of(chat) > since && !spoiled.Contains(chat.Id)).Take(limit).Select(Copy);
            return Task.FromResult<IReadOnlyList<Chat>>([.. moved]);
        }
    }

    public Task<IReadOnlyList<BlockPosition>> BlocksAsync(Id<User> blocker, BlockPosition? before, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var blocks =
                from chat in chats.Values
                where !spoiled.Contains(chat.Id) && chat.HasBlocked(blocker)
                let position = new BlockPosition(chat.Blocks.First(block => block.By == blocker).At ?? DateTime.UnixEpoch, chat.OtherThan(blocker)!.Value)
                where before is not { } bound || (position.At, position.BlockedId).CompareTo((bound.At, bound.BlockedId)) < 0
                orderby position.At descending, position.BlockedId descending
                select position;
            return Task.FromResult<IReadOnlyList<BlockPosition>>([.. blocks.Take(limit)]);
        }
    }

    public Task<bool> AddAsync(Chat chat, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var isNew = IsNew(chat);
            if (!isNew)
                return Task.FromResult(false);
            Put(chat);
            if (chat.IsOpen)
                events.AddOpened(chat);
            foreach (var block in chat.Blocks)
                events.AddBlock(chat, block.By);
            return Task.FromResult(true);
        }
    }

    public Task<bool> SaveBlocksAsync(Chat chat, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (BeforeChange(chat) is not { } stored)
                return Task.FromResult(false);
            chats[chat.Id] = Chat.Restore(FactsOf(stored) with { Revision = chat.Revision }, stored.Members, chat.Blocks);
            foreach (var changed in chat.Members.Where(member => chat.HasBlocked(member.UserId) != stored.HasBlocked(member.UserId)))
                events.AddBlock(chat, changed.UserId);
            return Task.FromResult(true);
        }
    }

    public Task<long> MarkReadAsync(Id<Chat> id, Id<User> userId, long sequence, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult(MarkRead(id, userId, sequence));
    }

    public Task<long> MarkDeliveredAsync(Id<Chat> id, Id<User> userId, long sequence, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult(MarkDelivered(id, userId, sequence));
    }

    private IEnumerable<Chat> OpenChatsOf(Id<User> userId) => chats.Values.Where(chat => chat.IsOpen && chat.HasMember(userId));

    /// <summary>The stored chat, if it has the revision before this one's.</summary>
    private Chat? BeforeChange(Chat chat) => chats.TryGetValue(chat.Id, out var stored) && stored.Revision == chat.Revision - 1 ? stored : null;

    /// <summary>The member as decided on, with the markers that are stored of this same membership: another one begins with its own.</summary>
    private static Member WithMarkersOf(Member? stored, Member decided) => stored is { } known && known.LineChange == decided.LineChange
        ? decided with { ReadUpTo = known.ReadUpTo, DeliveredUpTo = known.DeliveredUpTo }
        : decided;

    private static Member Raised(Member member, long readUpTo) => readUpTo > member.ReadUpTo ? member with { ReadUpTo = readUpTo } : member;

    private static Chat Copy(Chat chat) => Chat.Restore(FactsOf(chat), chat.Members, chat.Blocks);

    private static ChatState FactsOf(Chat chat) =>
        new(chat.Id, chat.Kind, chat.Title, chat.Revision, chat.LastSequence, chat.CreatedAt, chat.UpdatedAt)
        {
            AlterationCount = chat.AlterationCount,
            Pins = [.. chat.Pins],
            Photo = chat.Photo,
            OwnChange = chat.OwnChange,
        };
}
