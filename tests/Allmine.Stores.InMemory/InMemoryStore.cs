using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Credits;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Leases;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Snapshots;
using Allmine.Application.Ports.Store;
using Allmine.Application.Ports.Users;
using Allmine.Application.Ports.Webhooks;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Stores.InMemory;

/// <summary>
/// A store in memory, which passes the same contract tests as those of the service. It has no clock, no chance and no
/// threads of its own, and answers at once; each call is carried out under one lock, so that any thread may make it.
/// </summary>
/// <remarks>
/// The collections show what is stored, and <c>Put</c> and the like change it behind the back of the ports, for tests on one
/// thread. A store that is broken on purpose overrides one of the protected members.
/// </remarks>
public class InMemoryStore : ICommitStore, IStoreStatus
{
    private readonly Lock gate = new();
    private readonly InMemoryEventFeed events;
    private readonly InMemoryChats chats;
    private readonly InMemoryMessages messages;
    private readonly InMemoryIdempotencyRecords idempotencyRecords;
    private readonly InMemoryUsers users;
    private readonly InMemoryFiles files;
    private readonly InMemoryCredits credits;
    private readonly InMemoryErasures erasures;
    private readonly InMemoryChatSettings settings;
    private readonly InMemoryFeedLog feedLog;

    public InMemoryStore()
    {
        messages = new InMemoryMessages(gate);
        events = new InMemoryEventFeed(gate, messages, id => chats!.Find(id), chat => settings!.In(chat));
        settings = new InMemoryChatSettings(gate, events);
        chats = new InMemoryChats(gate, events);
        idempotencyRecords = new InMemoryIdempotencyRecords(gate, messages);
        users = new InMemoryUsers(gate, events);
        files = new InMemoryFiles(gate);
        credits = new InMemoryCredits(gate);
        Thumbnails = new InMemoryThumbnails(gate, files, messages);
        erasures = new InMemoryErasures(gate, files, messages, chats);
        feedLog = new InMemoryFeedLog(gate);
        Leases = new InMemoryLeases(gate);
        Webhooks = new InMemoryWebhooks(gate);
        Snapshots = new InMemorySnapshots(gate, chats, messages, credits, idempotencyRecords, files, erasures);
    }

    public IChatRepository ChatRepository => chats;

    public IChatSettingsRepository ChatSettingsRepository => settings;

    public IMessageRepository MessageRepository => messages;

    public IChangeRepository ChangeRepository => messages;

    public IIdempotencyRepository IdempotencyRepository => idempotencyRecords;

    public IUserRepository UserRepository => users;

    public IFileRepository FileRepository => files;

    public IThumbnailBacklog Thumbnails { get; }

    public IErasureBacklog ErasureBacklog => erasures;

    public IWalletRepository WalletRepository => credits;

    public ILedgerRepository LedgerRepository => credits;

    public IStoreSnapshots Snapshots { get; }

    public IEventFeed Events => events;

    public IFeedLog FeedLog => feedLog;

    public ILeaseStore Leases { get; }

    /// <summary>Whether one node at a time is on it: then no lease is lost because a machine is slow.</summary>
    public bool IsOfOneProcess
    {
        get => Leases.IsOfOneProcess;
        set => ((InMemoryLeases)Leases).IsOfOneProcess = value;
    }

    public IWebhookStore Webhooks { get; }

    public IStoreKey Key { get; } = new InMemoryStoreKey();

    public int Loads { get; private set; }

    public int Commits { get; private set; }

    /// <summary>What the last load was asked for.</summary>
    public LoadRequest? LastNeeds { get; private set; }

    public IReadOnlyCollection<Chat> Chats => chats.All;

    public IReadOnlyCollection<Wallet> Wallets => credits.Wallets;

    /// <summary>In the order in which they were committed.</summary>
    public IReadOnlyList<LedgerEntry> Ledger => credits.Ledger;

    /// <summary>In the order in which they were added.</summary>
    public IReadOnlyList<UploadedFile> Files => files.All;

    /// <summary>As they are now, in the order in which they were sent.</summary>
    public IReadOnlyList<Message> Messages => messages.All;

    /// <summary>In the order in which they were committed.</summary>
    public IReadOnlyList<MessageAlteration> Alterations => messages.Alterations;

    /// <summary>The words that each of them has replaced, if it was an edit and the message is there still.</summary>
    public IReadOnlyList<MessageVersion?> ReplacedVersions => messages.ReplacedVersions;

    /// <summary>What deleted messages have left behind and that is still to go.</summary>
    public IReadOnlyList<Erasure> Erasures => erasures.All;

    public IReadOnlyDictionary<IdempotencyKey, IdempotencyRecord> IdempotencyRecords => idempotencyRecords.All;

    public int RoundsAtOnce { get; set; } = 1;

    public virtual Task<RoundState> LoadAsync(LoadRequest needs, CancellationToken cancellationToken) => Task.FromResult(Load(needs));

    public virtual Task<CommitResult> CommitAsync(ChangeSet changes, CancellationToken cancellationToken) => Task.FromResult(Commit(changes));

    public Task<StoreReadiness> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(StoreReadiness.Ready);

    public RoundState Load(LoadRequest needs)
    {
        lock (gate)
        {
            Loads++;
            LastNeeds = needs;
            var state = new RoundState();
            AddFound(state, needs.Chats, chats.Read, (_, chat) => state.Add(chat));
            AddFound(state, needs.Pairs, chats.Read, (_, chat) => state.Add(chat));
            state.Users.UnionWith(needs.Users.Where(users.Has));
            AddFound(state, needs.Keys, key => idempotencyRecords.Read(RecordOf(key)), state.IdempotencyRecords.Add);
            AddFound(state, needs.Files, files.Read, state.Files.Add);
            foreach (var id in needs.Messages)
            {
                if (messages.Find(id) is { } message)
                    state.Messages.Add(id, message);
            }

            AddFound(state, needs.Wallets, credits.Read, state.Wallets.Add);
            return state;
        }
    }

    public CommitResult Commit(ChangeSet changes)
    {
        lock (gate)
        {
            Commits++;
            if (!changes.Chats.TrueForAll(MayWrite) || !changes.Wallets.TrueForAll(MayWrite) || !changes.BoundFiles.All(MayBind))
                return CommitResult.Conflict;
            if (changes.IdempotencyRecords.Exists(record => RecordOf(record.Key) is not null))
                return CommitResult.UsedKey;
            if (changes.Messages.Exists(message => messages.Has(message.Id)))
                return CommitResult.Conflict;
            if (!changes.Alterations.DistinctBy(write => write.Before.Id).All(write => MayAlter(write, changes)))
                return CommitResult.Conflict;
            var opened = changes.Chats.FindAll(IsOpenedBy);
            Write(changes);
            events.Add(changes, opened);
            return CommitResult.Committed;
        }
    }

    /// <summary>A copy.</summary>
    public Chat? Chat(Id<Chat> id) => chats.Find(id);

    /// <summary>A copy of the wallet; an empty one if it was never written.</summary>
    public Wallet Wallet(Id<User> owner) => credits.Find(owner) ?? Domain.Credits.Wallet.Empty(owner);

    public void Put(Chat chat) => chats.Put(chat);

    public void Put(UploadedFile file) => files.Put(file);

    /// <summary>Puts a file into another state; null for one that is gone.</summary>
    public void Move(Id<UploadedFile> id, FileState? state) => files.Move(id, state);

    public void Put(User user) => users.Put(user);

    /// <summary>Writes a wallet as it is, whatever its entries say.</summary>
    public void Put(Wallet wallet) => credits.Put(wallet);

    /// <summary>Writes an entry as it is, whatever its wallet says.</summary>
    public void Put(LedgerEntry entry) => credits.Put(entry);

    public void Put(Message message) => messages.Put(message);

    /// <summary>Writes a message as it is in the place of the one with its identifier.</summary>
    public void Replace(Message message) => messages.Replace(message);

    /// <summary>Writes an alteration, and the words that it has replaced, in the place of another one, whatever has become of its message.</summary>
    public void Replace(MessageAlteration other, MessageAlteration alteration, MessageVersion? replaced) => messages.Replace(other, alteration, replaced);

    public void Remove(MessageAlteration alteration) => messages.Remove(alteration);

    /// <summary>Shows the thumbnail of a message's file as a node of the last release does: without a change of the chat.</summary>
    public void Update(Message message)
    {
        messages.Replace(message);
        events.AddUpdated(message);
    }

    public void Put(IdempotencyRecord record) => idempotencyRecords.Put(record);

    public void Remove(IdempotencyKey key) => idempotencyRecords.Remove(key);

    public void Remove(LedgerEntry entry) => credits.Remove(entry);

    public void Remove(Message message) => messages.Remove(message.Id);

    public void RemoveWallet(Id<User> owner) => credits.Remove(owner);

    public void RemoveChat(Id<Chat> id) => chats.Remove(id);

    // From now on such a record can't be read.
    // From then on all of them can be read again.
    public void RestoreSpoiled()
    {
        messages.RestoreSpoiled();
        chats.RestoreSpoiled();
        users.RestoreSpoiled();
        idempotencyRecords.RestoreSpoiled();
        files.RestoreSpoiled();
        credits.RestoreSpoiled();
        feedLog.RestoreSpoiled();
        settings.RestoreSpoiled();
    }

    public void SpoilMessage(Id<Message> id) => messages.Spoil(id);

    public void SpoilChat(Id<Chat> id) => chats.Spoil(id);

    public void SpoilSettings(Id<User> userId, Id<Chat> chatId) => settings.Spoil(userId, chatId);

    public void SpoilUser(Id<User> id) => users.Spoil(id);

    public void SpoilRecordOf(IdempotencyKey key) => idempotencyRecords.Spoil(key);

    public void SpoilFile(Id<UploadedFile> id) => files.Spoil(id);

    public void SpoilFeedEntry(Id<FeedEntry> id) => feedLog.Spoil(id);

    public void SpoilWallet(Id<User> owner) => credits.SpoilWallet(owner);

    public void SpoilEntry(Id<LedgerEntry> id) => credits.SpoilEntry(id);

    /// <summary>Sets a group's members, as another part of the service would: the revision changes.</summary>
    public void SetMembers(Id<Chat> id, IEnumerable<Id<User>> members) => chats.SetMembers(id, members);

    public void MarkRead(Id<Chat> id, Id<User> userId, long sequence) => chats.MarkRead(id, userId, sequence);

    /// <summary>What is recorded under a key. Both the load and the condition of the commit go by it.</summary>
    protected virtual IdempotencyRecord? RecordOf(IdempotencyKey key) => idempotencyRecords.Find(key);

    /// <summary>Whether nobody was ahead: the condition of the commit, for one chat.</summary>
    protected virtual bool MayWrite(ChatChange change) => change.IsNew ? IsNew(change.Chat) : HasRevisionOf(change) && HasLastNumberOf(change) && HasAlterationsOf(change);

    /// <summary>The condition for one wallet.</summary>
    protected virtual bool MayWrite(WalletChange change) => credits.IsUnchanged(change);

    /// <summary>The condition for one file.</summary>
    protected virtual bool MayBind(Id<UploadedFile> id) => files.MayBind(id);

    /// <summary>The condition for a message that is altered: as its first alteration of the commit finds it.</summary>
    protected virtual bool MayAlter(AlterationWrite first, ChangeSet changes) =>
        messages.IsAsBefore(first) || changes.Messages.Exists(message => message.Id == first.Before.Id && message.Change == first.Before.Change);

    protected bool HasAlterationsOf(ChatChange change) => chats.HasAlterationsOf(change);

    protected bool IsNew(Chat chat) => chats.IsNew(chat);

    protected bool HasRevisionOf(ChatChange change) => chats.HasRevisionOf(change);

    protected bool HasLastNumberOf(ChatChange change) => chats.HasLastNumberOf(change);

    protected virtual void Write(ChangeSet changes)
    {
        changes.Chats.ForEach(Write);
        changes.Messages.ForEach(Write);
        changes.Alterations.ForEach(Write);
        changes.ChatAlterations.ForEach(Write);
        changes.Wallets.ForEach(change => credits.Put(change.Wallet));
        changes.LedgerEntries.ForEach(credits.Put);
        changes.IdempotencyRecords.ForEach(Write);
        files.Bind(changes.BoundFiles);
    }

    protected void Write(ChatChange change) => chats.Write(change);

    protected void Write(Message message) => messages.Put(message);

    protected void Write(AlterationWrite write)
    {
        messages.Alter(write);
        if (write.Alteration.Kind == AlterationKind.Deleted)
            erasures.Add(write);
    }

    protected void Write(ChatAlterationWrite write)
    {
        messages.Note(write.Alteration);
        if (write.ReplacedPhotoKey is not null)
            erasures.Add(write);
    }

    /// <summary>Keeps the words of a message, as if they were those of an earlier version.</summary>
    protected void Keep(Message message) => messages.Keep(message);

    protected void Write(IdempotencyRecord record) => idempotencyRecords.Put(record);

    /// <summary>What a port gives that answers at once.</summary>
    internal static Task<T> ResultOf<T>(Func<T> read)
    {
        try
        {
            return Task.FromResult(read());
        }
        catch (UnreadableRecordException exception)
        {
            return Task.FromException<T>(exception);
        }
    }

    private bool IsOpenedBy(ChatChange change) => change.Chat.IsOpen && (change.IsNew || chats.Find(change.Chat.Id) is { IsOpen: false });

    private static void AddFound<TKey, TValue>(RoundState state, IEnumerable<TKey> keys, Func<TKey, TValue?> find, Action<TKey, TValue> add)
        where TKey : struct
        where TValue : class
    {
        foreach (var key in keys)
        {
            try
            {
                if (find(key) is { } value)
                    add(key, value);
            }
            catch (UnreadableRecordException exception)
            {
                state.MarkUnreadable(key, exception);
            }
        }
    }
}
