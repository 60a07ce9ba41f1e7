using Allmine.Application.Abstractions;
using Allmine.Application.Chats.ListChats;
using Allmine.Application.Credits.GetTransactions;
using Allmine.Application.Messages;
using Allmine.Application.Messages.GetHistory;
using Allmine.Application.SendLog;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Tests.Fakes;

/// <summary>
/// Every port of the stores, kept in memory to the letter of what the ports promise. It answers at once and is not for
/// several threads; what it hands out are copies.
/// </summary>
internal class InMemoryStore
    : ISendStore, IChatRepository, IMessageRepository, IOutcomeRepository, IUserRepository, IFileRepository, IWalletRepository, ILedgerRepository, IStoreSnapshots
{
    private readonly Dictionary<Id<Chat>, Chat> chats = [];
    private readonly Dictionary<DirectPair, Id<Chat>> pairs = [];
    private readonly List<Message> messages = [];
    private readonly Dictionary<OutcomeKey, KeyOutcome> outcomes = [];
    private readonly Dictionary<Id<User>, User> users = [];
    private readonly List<UploadedFile> files = [];
    private readonly Dictionary<Id<User>, Wallet> wallets = [];
    private readonly List<LedgerEntry> ledger = [];

    public int Loads { get; private set; }

    public int Commits { get; private set; }

    /// <summary>What the last load was asked for.</summary>
    public RoundNeeds? LastNeeds { get; private set; }

    public IReadOnlyCollection<Chat> Chats => chats.Values;

    public IReadOnlyCollection<Wallet> Wallets => wallets.Values;

    /// <summary>In the order in which they were committed.</summary>
    public IReadOnlyList<LedgerEntry> Ledger => ledger;

    /// <summary>In the order in which they were added.</summary>
    public IReadOnlyList<UploadedFile> Files => files;

    /// <summary>In the order in which they were committed.</summary>
    public IReadOnlyList<Message> Messages => messages;

    public IReadOnlyDictionary<OutcomeKey, KeyOutcome> Outcomes => outcomes;

    public int RoundsAtOnce { get; set; } = 1;

    public virtual Task<RoundState> LoadAsync(RoundNeeds needs, CancellationToken cancellationToken) => Task.FromResult(Load(needs));

    public virtual Task<CommitResult> CommitAsync(RoundChanges changes, CancellationToken cancellationToken) => Task.FromResult(Commit(changes));

    public RoundState Load(RoundNeeds needs)
    {
        Loads++;
        LastNeeds = needs;
        var state = new RoundState();
        foreach (var id in needs.Chats.Concat(needs.Pairs.Where(pairs.ContainsKey).Select(pair => pairs[pair])))
        {
            if (Chat(id) is { } chat)
                state.Add(chat);
        }

        state.Users.UnionWith(needs.Users.Where(users.ContainsKey));
        foreach (var key in needs.Keys)
        {
            if (OutcomeOf(key) is { } outcome)
                state.Outcomes.Add(key, outcome);
        }

        foreach (var reference in needs.Files)
        {
            if (File(reference) is { } file)
                state.Files.Add(reference, file);
        }

        foreach (var owner in needs.Wallets.Where(wallets.ContainsKey))
            state.Wallets.Add(owner, Wallet(owner));

        return state;
    }

    public CommitResult Commit(RoundChanges changes)
    {
        Commits++;
        if (!changes.Chats.TrueForAll(MayWrite)
            || !changes.Wallets.TrueForAll(MayWrite)
            || !changes.BoundFiles.All(MayBind))
            return CommitResult.Conflict;
        if (changes.Outcomes.Exists(outcome => OutcomeOf(outcome.Key) is not null))
            return CommitResult.UsedKey;
        Write(changes);
        return CommitResult.Committed;
    }

    public Chat? Chat(Id<Chat> id) => chats.TryGetValue(id, out var chat) ? Copy(chat, chat.Revision, chat.Members) : null;

    /// <summary>The wallet; an empty one if it was never written.</summary>
    public Wallet Wallet(Id<User> owner) =>
        wallets.TryGetValue(owner, out var wallet) ? Copy(wallet) : Domain.Credits.Wallet.Empty(owner);

    public void Put(Chat chat)
    {
        chats[chat.Id] = Copy(chat, chat.Revision, chat.Members);
        if (chat.Pair is { } pair)
            pairs[pair] = chat.Id;
    }

    public void Put(UploadedFile file) => files.Add(file);

    public void Put(User user) => users[user.Id] = user;

    /// <summary>Writes a wallet as it is, whatever its entries say.</summary>
    public void Put(Wallet wallet) => wallets[wallet.Owner] = Copy(wallet);

    /// <summary>Writes an entry as it is, whatever its wallet says.</summary>
    public void Put(LedgerEntry entry) => ledger.Add(entry);

    public void Put(Message message) => messages.Add(message);

    public void Remove(LedgerEntry entry) => ledger.Remove(entry);

    public void Remove(Message message) => messages.Remove(message);

    public void RemoveWallet(Id<User> owner) => wallets.Remove(owner);

    public void RemoveChat(Id<Chat> id) => chats.Remove(id);

    /// <summary>Sets a group's members, as another part of the service would: the revision changes.</summary>
    public void SetMembers(Id<Chat> id, IEnumerable<Id<User>> members)
    {
        var chat = chats[id];
        var readUpTo = chat.Members.ToDictionary(member => member.UserId, member => member.ReadUpTo);
        chats[id] = Copy(chat, chat.Revision + 1, members.Select(userId => new Member(userId, readUpTo.GetValueOrDefault(userId))));
    }

    public void MarkRead(Id<Chat> id, Id<User> userId, long sequence)
    {
        var chat = chats[id];
        chats[id] = Copy(chat, chat.Revision, chat.Members.Select(member =>
            member.UserId == userId ? member with { ReadUpTo = Math.Max(member.ReadUpTo, sequence) } : member));
    }

    Task<Chat?> IChatRepository.FindAsync(Id<Chat> id, CancellationToken cancellationToken) => Task.FromResult(Chat(id));

    Task<Chat?> IChatRepository.FindAsync(DirectPair pair, CancellationToken cancellationToken) =>
        Task.FromResult(pairs.TryGetValue(pair, out var id) ? Chat(id) : null);

    Task<ChatSlice> IChatRepository.PageAsync(Id<User> userId, ChatPosition? before, int limit, CancellationToken cancellationToken)
    {
        var found = OpenChatsOf(userId)
            .Where(chat => before is not { } bound || ChatPosition.Of(chat) < bound)
            .OrderByDescending(ChatPosition.Of)
            .Take(limit + 1);
        return Task.FromResult(ChatSlice.Of([.. found], limit, null));
    }

    Task<IReadOnlyList<Chat>> IChatRepository.MovedAsync(Id<User> userId, ChatPosition since, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Chat>>([.. OpenChatsOf(userId).Where(chat => ChatPosition.Of(chat) > since).Take(limit)]);

    Task<bool> IChatRepository.SaveBlocksAsync(Chat chat, CancellationToken cancellationToken)
    {
        var stored = chats[chat.Id];
        var isNext = stored.Revision == chat.Revision - 1;
        if (isNext)
            chats[chat.Id] = Copy(stored, chat.Revision, stored.Members, chat.BlockedBy);
        return Task.FromResult(isNext);
    }

    Task<bool> IChatRepository.OpenAsync(Chat chat, CancellationToken cancellationToken)
    {
        var stored = chats[chat.Id];
        var isNext = !stored.IsOpen && stored.Revision == chat.Revision - 1;
        if (isNext)
            Put(chat);
        return Task.FromResult(isNext);
    }

    Task<long> IChatRepository.MarkReadAsync(Id<Chat> id, Id<User> userId, long sequence, CancellationToken cancellationToken)
    {
        MarkRead(id, userId, sequence);
        return Task.FromResult(chats[id].ReadUpTo(userId));
    }

    Task<bool> IChatRepository.AddAsync(Chat chat, CancellationToken cancellationToken)
    {
        var isNew = IsNew(chat);
        if (isNew)
            Put(chat);
        return Task.FromResult(isNew);
    }

    Task<Wallet> IWalletRepository.FindAsync(Id<User> owner, CancellationToken cancellationToken) => Task.FromResult(Wallet(owner));

    Task<IReadOnlyList<LedgerEntry>> ILedgerRepository.PageAsync(Id<User> owner, LedgerWindow window, CancellationToken cancellationToken)
    {
        var within = ledger
            .Where(entry => entry.OwnerId == owner && entry.Number < (window.Before ?? long.MaxValue))
            .Where(entry => window.Direction is not { } direction || entry.Direction == direction);
        return Task.FromResult<IReadOnlyList<LedgerEntry>>([.. within.OrderByDescending(entry => entry.Number).Take(window.Limit)]);
    }

    Task<IStoreSnapshot> IStoreSnapshots.OpenAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IStoreSnapshot>(new InMemorySnapshot([.. chats.Values], [.. messages], [.. wallets.Values], [.. ledger]));

    Task<Message?> IMessageRepository.FindAsync(Id<Message> id, CancellationToken cancellationToken) =>
        Task.FromResult(messages.Find(message => message.Id == id));

    Task<IReadOnlyList<Message>> IMessageRepository.PageAsync(Id<Chat> chatId, HistoryWindow window, CancellationToken cancellationToken)
    {
        var within = messages
            .Where(message => message.ChatId == chatId)
            .Where(message => window.Before is not { } before || message.Sequence < before)
            .Where(message => window.After is not { } after || message.Sequence > after);
        var ordered = window.OldestFirst ? within.OrderBy(message => message.Sequence) : within.OrderByDescending(message => message.Sequence);
        return Task.FromResult<IReadOnlyList<Message>>([.. ordered.Take(window.Limit)]);
    }

    Task<IReadOnlyList<Message>> IMessageRepository.FindAllAsync(IReadOnlyCollection<MessageNumber> numbers, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Message>>(messages.FindAll(message => numbers.Contains(new MessageNumber(message.ChatId, message.Sequence))));

    Task<IReadOnlyDictionary<Id<Chat>, DateTime>> IMessageRepository.LastTimesAsync(
        IReadOnlyCollection<PastMoment> moments, CancellationToken cancellationToken)
    {
        var times = new Dictionary<Id<Chat>, DateTime>();
        foreach (var moment in moments)
        {
            var last = messages.FindLast(message =>
                message.ChatId == moment.ChatId && message.Sequence > moment.After && message.CreatedAt <= moment.At);
            if (last is not null)
                times.Add(moment.ChatId, last.CreatedAt);
        }

        return Task.FromResult<IReadOnlyDictionary<Id<Chat>, DateTime>>(times);
    }

    Task<KeyOutcome?> IOutcomeRepository.FindAsync(OutcomeKey key, CancellationToken cancellationToken) => Task.FromResult(OutcomeOf(key));

    Task<IReadOnlyList<User>> IUserRepository.FindAllAsync(IReadOnlyCollection<Id<User>> ids, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<User>>([.. ids.Where(users.ContainsKey).Select(id => users[id])]);

    Task<bool> IUserRepository.PutAsync(User user, CancellationToken cancellationToken)
    {
        var isNew = !users.ContainsKey(user.Id);
        Put(user);
        return Task.FromResult(isNew);
    }

    Task<UploadedFile?> IFileRepository.FindAsync(FileReference reference, CancellationToken cancellationToken) =>
        Task.FromResult(File(reference));

    Task IFileRepository.AddAsync(UploadedFile file, CancellationToken cancellationToken)
    {
        Put(file);
        return Task.CompletedTask;
    }

    Task<bool> IFileRepository.StageAsync(Id<UploadedFile> id, CancellationToken cancellationToken) =>
        Task.FromResult(Move(file => file.Id == id && file.State == FileState.Pending, FileState.Staged));

    Task<bool> IFileRepository.AbandonAsync(Id<UploadedFile> id, CancellationToken cancellationToken) =>
        Task.FromResult(Move(file => file.Id == id && file.State == FileState.Pending, FileState.Abandoned));

    Task<IReadOnlyList<UploadedFile>> IFileRepository.AbandonUnusedAsync(DateTime before, int limit, CancellationToken cancellationToken)
    {
        Move(file => file.State is (FileState.Pending or FileState.Staged) && file.UploadedAt < before, FileState.Abandoned);
        return Task.FromResult<IReadOnlyList<UploadedFile>>([.. files.Where(file => file.State == FileState.Abandoned).Take(limit)]);
    }

    Task IFileRepository.RemoveAsync(Id<UploadedFile> id, CancellationToken cancellationToken)
    {
        files.RemoveAll(file => file.Id == id && file.State == FileState.Abandoned);
        return Task.CompletedTask;
    }

    /// <summary>What is recorded under a key. Both the load and the condition of the commit go by it.</summary>
    protected virtual KeyOutcome? OutcomeOf(OutcomeKey key) => outcomes.GetValueOrDefault(key);

    /// <summary>Whether nobody was ahead: the condition of the commit, for one chat.</summary>
    protected virtual bool MayWrite(ChatChange change) =>
        change.IsNew ? IsNew(change.Chat) : HasRevisionOf(change) && HasLastNumberOf(change);

    /// <summary>Likewise, for one wallet.</summary>
    protected virtual bool MayWrite(WalletChange change) => Wallet(change.Wallet.Owner).Entries == change.BaseEntries;

    protected bool IsNew(Chat chat) => !chats.ContainsKey(chat.Id) && !(chat.Pair is { } pair && pairs.ContainsKey(pair));

    protected bool HasRevisionOf(ChatChange change) =>
        chats.TryGetValue(change.Chat.Id, out var chat) && chat.Revision == change.Chat.Revision;

    protected bool HasLastNumberOf(ChatChange change) =>
        chats.TryGetValue(change.Chat.Id, out var chat) && chat.LastSequence == change.BaseSequence;

    protected virtual void Write(RoundChanges changes)
    {
        changes.Chats.ForEach(Write);
        changes.Messages.ForEach(Write);
        changes.Wallets.ForEach(Write);
        changes.LedgerEntries.ForEach(Write);
        changes.Outcomes.ForEach(Write);
        Move(file => changes.BoundFiles.Contains(file.Id), FileState.Bound);
    }

    /// <summary>Moves the chat's number and time, and the senders' read markers; those of others are the store's own.</summary>
    protected void Write(ChatChange change)
    {
        if (change.IsNew)
        {
            Put(change.Chat);
            return;
        }

        var chat = chats[change.Chat.Id];
        var sent = change.Chat.Members.Where(member => change.Senders.Contains(member.UserId)).ToDictionary(member => member.UserId);
        var members = chat.Members.Select(member => sent.GetValueOrDefault(member.UserId, member));
        chats[chat.Id] = Copy(change.Chat, chat.Revision, members);
    }

    protected void Write(Message message) => messages.Add(message);

    protected void Write(WalletChange change) => Put(change.Wallet);

    /// <summary>Likewise, for one file.</summary>
    protected virtual bool MayBind(Id<UploadedFile> id) => files.Exists(file => file.Id == id && file.State != FileState.Abandoned);

    protected void Write(LedgerEntry entry) => Put(entry);

    protected void Write(KeyOutcome outcome) => outcomes[outcome.Key] = outcome;

    private IEnumerable<Chat> OpenChatsOf(Id<User> userId) =>
        chats.Values.Where(chat => chat.IsOpen && chat.HasMember(userId)).Select(chat => Chat(chat.Id)!);

    private UploadedFile? File(FileReference reference)
    {
        var visible = files.FindAll(file => file.OwnerId == reference.OwnerId && file.State is (FileState.Staged or FileState.Bound));
        return visible.Find(file => file.Id.ToString() == reference.IdOrName) ?? visible.FindLast(file => file.Content.Name == reference.IdOrName);
    }

    /// <summary>Whether there was one.</summary>
    private bool Move(Predicate<UploadedFile> which, FileState state)
    {
        var moved = files.FindAll(which);
        foreach (var file in moved)
            files[files.IndexOf(file)] = file with { State = state };
        return moved.Count > 0;
    }

    private static Wallet Copy(Wallet wallet) => Domain.Credits.Wallet.Restore(wallet.Owner, wallet.Balance, wallet.Entries);

    private static Chat Copy(Chat chat, long revision, IEnumerable<Member> members, IEnumerable<Id<User>>? blockedBy = null) => Domain.Chats.Chat.Restore(
        new ChatFacts(chat.Id, chat.Kind, chat.Title, revision, chat.LastSequence, chat.CreatedAt, chat.UpdatedAt), [.. members], blockedBy ?? chat.BlockedBy);
}
