using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Credits;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.WarmUp;

/// <summary>
/// Stands in for the store while the service warms up: it knows everybody, takes every commit, and answers with what it was
/// given last. For one caller at a time. It answers a moment later, as stores do.
/// </summary>
internal sealed class StandInStore(int roundsAtOnce)
    : ICommitStore, IUserRepository, IChatRepository, IChatSettingsRepository, IMessageRepository, IChangeRepository, IIdempotencyRepository, IWalletRepository, ILedgerRepository
{
    private ChangeSet last = new();

    public int RoundsAtOnce => roundsAtOnce;

    public async Task<RoundState> LoadAsync(LoadRequest needs, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var state = new RoundState();
        state.Users.UnionWith(needs.Users);
        return state;
    }

    public async Task<CommitResult> CommitAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        await Task.Yield();
        last = changes;
        return CommitResult.Committed;
    }

    public async Task<IReadOnlyList<StoredUser>> FindAllAsync(IReadOnlyCollection<Id<User>> ids, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return [.. ids.Select(id => (StoredUser)new User(id, Username.From("stand-in"), profilePhoto: null))];
    }

    public Task<UserWrite> PutAsync(User user, bool leavesKind, CancellationToken cancellationToken) => Later(new UserWrite(true, user.Kind));

    public Task<Chat?> FindAsync(Id<Chat> id, CancellationToken cancellationToken) => Later(LastChats.FirstOrDefault());

    public Task<IReadOnlyList<Chat>> FindAllAsync(IReadOnlyCollection<Id<Chat>> ids, CancellationToken cancellationToken) => Later<IReadOnlyList<Chat>>([.. LastChats]);

    public Task<Chat?> FindAsync(DirectPair pair, CancellationToken cancellationToken) => Later(LastChats.FirstOrDefault());

    public Task<bool> HasBlockAsync(Id<User> userId, IReadOnlyCollection<Id<User>> others, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<ChatListSlice> PageAsync(Id<User> userId, ChatPosition? before, int limit, CancellationToken cancellationToken) =>
        Later(new ChatListSlice(LastChats.ToList(), null, null));

    public Task<IReadOnlyList<Chat>> MovedAsync(Id<User> userId, ChatPosition since, int limit, CancellationToken cancellationToken) =>
        Later<IReadOnlyList<Chat>>([]);

    public Task<bool> AddAsync(Chat chat, CancellationToken cancellationToken) => Later(true);

    public Task<bool> SaveBlocksAsync(Chat chat, CancellationToken cancellationToken) => Later(true);

    public Task<IReadOnlyList<BlockPosition>> BlocksAsync(Id<User> blocker, BlockPosition? before, int limit, CancellationToken cancellationToken) =>
        Later<IReadOnlyList<BlockPosition>>([]);

    public Task<IReadOnlyList<ChatSettings>> FindAllAsync(Id<User> userId, IReadOnlyCollection<Id<Chat>> chatIds, CancellationToken cancellationToken) =>
        Later<IReadOnlyList<ChatSettings>>([]);

    public Task<IReadOnlyDictionary<Id<User>, ChatSettings?>> OfMembersAsync(Id<Chat> chatId, IReadOnlyCollection<Id<User>> userIds, CancellationToken cancellationToken) =>
        Later<IReadOnlyDictionary<Id<User>, ChatSettings?>>(new Dictionary<Id<User>, ChatSettings?>());

    public Task<bool> SaveAsync(ChatSettings settings, CancellationToken cancellationToken) => Later(true);

    public Task<long> MarkReadAsync(Id<Chat> id, Id<User> userId, long sequence, CancellationToken cancellationToken) => Later(sequence);

    public Task<long> MarkDeliveredAsync(Id<Chat> id, Id<User> userId, long sequence, CancellationToken cancellationToken) => Later(sequence);

    public Task<StoredMessage?> FindAsync(Id<Message> id, CancellationToken cancellationToken) => Later(LastMessages.FirstOrDefault());

    public Task<IReadOnlyList<StoredMessage>> PageAsync(Id<Chat> chatId, HistoryWindow window, CancellationToken cancellationToken) =>
        Later<IReadOnlyList<StoredMessage>>(LastMessages.OfType<StoredMessage>().ToList());

    public Task<IReadOnlyList<StoredMessage>> FindAllAsync(IReadOnlyCollection<MessageNumber> numbers, CancellationToken cancellationToken) =>
        Later<IReadOnlyList<StoredMessage>>(LastMessages.OfType<StoredMessage>().ToList());

    public Task<IReadOnlyList<StoredMessage>> FindAllAsync(IReadOnlyCollection<Id<Message>> ids, CancellationToken cancellationToken) =>
        Later<IReadOnlyList<StoredMessage>>(LastMessages.OfType<StoredMessage>().ToList());

    public Task<IReadOnlyDictionary<Id<Chat>, DateTime>> LastTimesAsync(IReadOnlyCollection<ChatAsOf> moments, CancellationToken cancellationToken) =>
        Later<IReadOnlyDictionary<Id<Chat>, DateTime>>(new Dictionary<Id<Chat>, DateTime>());

    public Task<IReadOnlyDictionary<Id<Chat>, long>> CountMentionsAsync(
        Id<User> userId, IReadOnlyCollection<MentionWindow> windows, CancellationToken cancellationToken) =>
        Later<IReadOnlyDictionary<Id<Chat>, long>>(new Dictionary<Id<Chat>, long>());

    public Task<long> CountAlterationsAsync(Id<Chat> chatId, long change, CancellationToken cancellationToken) => Later(0L);

    public Task<IReadOnlyList<StoredMessage>> AlteredAsync(Id<Chat> chatId, long after, long seesFrom, int limit, CancellationToken cancellationToken) =>
        Later<IReadOnlyList<StoredMessage>>([]);

    public Task<IReadOnlyList<StoredMessage>> UnalteredAsync(Id<Chat> chatId, long after, long upTo, int limit, CancellationToken cancellationToken) =>
        Later<IReadOnlyList<StoredMessage>>(LastMessages.OfType<StoredMessage>().ToList());

    public Task<IReadOnlyList<MessageVersion>> PastVersionsAsync(Id<Message> messageId, int after, int limit, CancellationToken cancellationToken) =>
        Later<IReadOnlyList<MessageVersion>>([]);

    public Task<IdempotencyRecord?> FindAsync(IdempotencyKey key, CancellationToken cancellationToken) => Later(last.IdempotencyRecords.FirstOrDefault());

    public Task<Wallet> FindAsync(Id<User> owner, CancellationToken cancellationToken) =>
        Later(last.Wallets.FirstOrDefault()?.Wallet ?? Wallet.Empty(owner));

    public Task<IReadOnlyList<StoredEntry>> PageAsync(Id<User> owner, LedgerWindow window, CancellationToken cancellationToken) =>
        Later<IReadOnlyList<StoredEntry>>(last.LedgerEntries.ConvertAll(entry => (StoredEntry)entry));

    private IEnumerable<Chat> LastChats => last.Chats.Select(change => change.Chat);

    private IEnumerable<StoredMessage?> LastMessages => last.Messages.Select(message => (StoredMessage?)message);

    private static async Task<T> Later<T>(T answer)
    {
        await Task.Yield();
        return answer;
    }
}
