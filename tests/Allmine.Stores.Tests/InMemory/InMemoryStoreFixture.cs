using Allmine.Application.Ports;
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
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure;
using Allmine.Stores.InMemory;
using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.InMemory;

/// <summary>The store in memory that the tests of the application stand on, a new one for each test.</summary>
public sealed class InMemoryStoreFixture : IStoreFixture
{
    private InMemoryStore store = new LaterStore();

    public string? Absence => null;

    public IIdGenerator Ids { get; } = new ObjectIdGenerator(TimeProvider.System);

    public ICommitStore CommitStore => store;

    public IMessageRepository Messages => store.MessageRepository;

    public IChangeRepository Changes => store.ChangeRepository;

    public IChatRepository Chats => store.ChatRepository;

    public IChatSettingsRepository Settings => store.ChatSettingsRepository;

    public IUserRepository Users => store.UserRepository;

    public IIdempotencyRepository IdempotencyRecords => store.IdempotencyRepository;

    public IFileRepository Files => store.FileRepository;

    public IThumbnailBacklog Thumbnails => store.Thumbnails;

    public IErasureBacklog Erasures => store.ErasureBacklog;

    public IWalletRepository Wallets => store.WalletRepository;

    public ILedgerRepository Ledger => store.LedgerRepository;

    public IStoreSnapshots Snapshots => store.Snapshots;

    public IStoreStatus Status => store;

    public IEventFeed Events => store.Events;

    public IFeedLog FeedLog => store.FeedLog;

    public ILeaseStore Leases => store.Leases;

    public IWebhookStore Webhooks => store.Webhooks;

    public IStoreKey Key => store.Key;

    public IStoreRehearsal Rehearsal { get; } = new NothingToRehearse();

    public Task ResetAsync()
    {
        store = new LaterStore();
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> CountAsync() => Task.FromResult<IReadOnlyList<string>>(
    [
        $"chats {store.Chats.Count}",
        $"wallets {store.Wallets.Count}",
        $"ledger {store.Ledger.Count}",
        $"files {store.Files.Count}",
        $"messages {store.Messages.Count}",
        $"outcomes {store.IdempotencyRecords.Count}",
    ]);

    /// <summary>It lasts as long as the process, and keeps nothing beside what is stored.</summary>
    public Task ReopenAsync() => Task.CompletedTask;

    public Task TamperAsync(string table, byte[] id, string field, object value)
    {
        switch (table)
        {
            case "chats":
                store.Put(Changed(store.Chat(Id<Chat>.FromBytes(id))!, field, value));
                break;
            case "wallets":
                store.Put(Changed(store.Wallet(Id<User>.FromBytes(id)), field, value));
                break;
            case "ledger":
                var entry = EntryOf(id);
                store.Remove(entry);
                store.Put(Changed(entry, field, value));
                break;
            case "outcomes" when field == "fingerprintVersion":
                if ((long)value == Fingerprint.CurrentVersion)
                    store.RestoreSpoiled();
                else
                    store.SpoilRecordOf(store.IdempotencyRecords.Values.Single(sent => sent.Message?.Id == Id<Message>.FromBytes(id)).Key);
                break;
            case "messages":
                Tamper(MessageOf(id), field, value);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(table), table, null);
        }

        return Task.CompletedTask;
    }

    public Task TamperPinsAsync(byte[] chatId, IReadOnlyList<Pin> pins)
    {
        var chat = store.Chat(Id<Chat>.FromBytes(chatId))!;
        store.Put(Chat.Restore(FactsOf(chat) with { Pins = pins }, chat.Members, chat.Blocks));
        return Task.CompletedTask;
    }

    public Task TamperAlterationAsync(byte[] chatId, long change, string field, object? value)
    {
        var (alteration, replaced) = AlterationOf(chatId, change);
        var changed = field switch
        {
            "lastSequence" => alteration with { LastSequence = (long)value!, Ordinal = change - (long)value },
            "messageId" => alteration with { MessageId = Id<Message>.FromBytes((byte[])value!) },
            "sequence" => alteration with { Sequence = (long)value! },
            "kind" => alteration with { Kind = AlterationKindNames.Parse((string)value!)!.Value },
            _ => alteration,
        };
        store.Replace(alteration, changed, field != "replaced" ? replaced : value is long version ? new MessageVersion((int)version, "kept", null, StoreContract.Noon) : null);
        return Task.CompletedTask;
    }

    public Task RemoveAlterationAsync(byte[] chatId, long change)
    {
        store.Remove(AlterationOf(chatId, change).Alteration);
        return Task.CompletedTask;
    }

    public Task<bool> SpoilAsync(string table, byte[] id)
    {
        switch (table)
        {
            case "chats":
                store.SpoilChat(Id<Chat>.FromBytes(id));
                break;
            case "users":
                store.SpoilUser(Id<User>.FromBytes(id));
                break;
            case "messages":
                store.SpoilMessage(Id<Message>.FromBytes(id));
                break;
            case "files":
                store.SpoilFile(Id<UploadedFile>.FromBytes(id));
                break;
            case "feed":
                store.SpoilFeedEntry(Id<FeedEntry>.FromBytes(id));
                break;
            case "wallets":
                store.SpoilWallet(Id<User>.FromBytes(id));
                break;
            case "ledger":
                store.SpoilEntry(Id<LedgerEntry>.FromBytes(id));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(table), table, null);
        }

        return Task.FromResult(true);
    }

    public Task TamperRecordOfAsync(IdempotencyKey key, string field, object? value)
    {
        store.Put(Changed(store.IdempotencyRecords[key], field, value));
        return Task.CompletedTask;
    }

    public Task RemoveRecordOfAsync(IdempotencyKey key)
    {
        store.Remove(key);
        return Task.CompletedTask;
    }

    public Task SpoilSettingsAsync(byte[] userId, byte[] chatId)
    {
        store.SpoilSettings(Id<User>.FromBytes(userId), Id<Chat>.FromBytes(chatId));
        return Task.CompletedTask;
    }

    public Task SpoilRecordOfAsync(IdempotencyKey key)
    {
        store.SpoilRecordOf(key);
        return Task.CompletedTask;
    }

    public async Task AddUnreadableMessageAsync(byte[] chatId, byte[] messageId, byte[] senderId, long sequence)
    {
        var change = new ChatChange(store.Chat(Id<Chat>.FromBytes(chatId))!, isNew: false);
        var place = new MessageHeader(Id<Message>.FromBytes(messageId), change.Chat.Id, sequence, Id<User>.FromBytes(senderId), StoreContract.Noon);
        var message = Message.Restore(MessageKind.Text, place, "unreadable", null, null);
        change.Chat.Append(message);
        store.SpoilMessage(message.Id);
        await store.CommitAsync(new ChangeSet { Chats = { change }, Messages = { message } }, CancellationToken.None);
    }

    public Task RemoveMemberAsync(byte[] chatId, byte[] userId)
    {
        var chat = store.Chat(Id<Chat>.FromBytes(chatId))!;
        store.SetMembers(chat.Id, chat.Members.Select(member => member.UserId).Where(member => member != Id<User>.FromBytes(userId)));
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string table, byte[] id)
    {
        switch (table)
        {
            case "chats":
                store.RemoveChat(Id<Chat>.FromBytes(id));
                break;
            case "wallets":
                store.RemoveWallet(Id<User>.FromBytes(id));
                break;
            case "ledger":
                store.Remove(EntryOf(id));
                break;
            case "messages":
                store.Remove(MessageOf(id));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(table), table, null);
        }

        return Task.CompletedTask;
    }

    private LedgerEntry EntryOf(byte[] id) => store.Ledger.Single(entry => entry.Id == Id<LedgerEntry>.FromBytes(id));

    private Message MessageOf(byte[] id) => store.Messages.Single(message => message.Id == Id<Message>.FromBytes(id));

    private (MessageAlteration Alteration, MessageVersion? Replaced) AlterationOf(byte[] chatId, long change) =>
        store.Alterations.Zip(store.ReplacedVersions).Single(kept => kept.First.ChatId == Id<Chat>.FromBytes(chatId) && kept.First.Change == change);

    private void Tamper(Message message, string field, object value)
    {
        store.Remove(message);
        store.Put(Changed(message, field, value));
    }

    private static Chat Changed(Chat chat, string field, object value)
    {
        var facts = FactsOf(chat);
        return Chat.Restore(
            field switch
            {
                "lastSequence" => facts with { LastSequence = (long)value },
                "alterationCount" => facts with { AlterationCount = (long)value },
                _ => throw Unknown(field),
            },
            chat.Members,
            chat.Blocks);
    }

    private static ChatState FactsOf(Chat chat) =>
        new(chat.Id, chat.Kind, chat.Title, chat.Revision, chat.LastSequence, chat.CreatedAt, chat.UpdatedAt) { AlterationCount = chat.AlterationCount, Pins = chat.Pins, Photo = chat.Photo, OwnChange = chat.OwnChange };

    private static Wallet Changed(Wallet wallet, string field, object value) => field switch
    {
        "balance" => Wallet.Restore(wallet.Owner, (long)value, wallet.EntryCount),
        "entries" => Wallet.Restore(wallet.Owner, wallet.Balance, (long)value),
        _ => throw Unknown(field),
    };

    private static LedgerEntry Changed(LedgerEntry entry, string field, object value) => field switch
    {
        "amount" => entry with { Amount = (long)value },
        "balanceAfter" => entry with { BalanceAfter = (long)value },
        "number" => entry with { Number = (long)value },
        "counterpartyId" => entry with { CounterpartyId = Id<User>.FromBytes((byte[])value) },
        "messageId" => entry with { MessageId = Id<Message>.FromBytes((byte[])value) },
        "grantId" => entry with { GrantId = Id<Grant>.FromBytes((byte[])value) },
        _ => throw Unknown(field),
    };

    private IdempotencyRecord Changed(IdempotencyRecord record, string field, object? value) => (record, field) switch
    {
        ({ Message: not null } sent, "balance") => sent with { Balance = (long?)value },
        ({ Message: not null } sent, "messageId") => sent with { Message = MessageOf((byte[])value!) },
        ({ Grant: not null } granted, "balance") => granted with { Balance = (long)value! },
        ({ Grant: { } grant } granted, "grant.amount") => granted with { Grant = Grant.Restore(grant.Id, grant.RecipientId, (long)value!) },
        ({ Grant: { } grant } granted, "grant.recipientId") =>
            granted with { Grant = Grant.Restore(grant.Id, Id<User>.FromBytes((byte[])value!), grant.Amount) },
        _ => throw Unknown(field),
    };

    private static Message Changed(Message message, string field, object value)
    {
        var (attributes, life) = (message.Attributes, message.Life);
        var place = new MessageHeader(message.Id, message.ChatId, message.Sequence, message.SenderId, message.CreatedAt)
        {
            Attributes = attributes,
            Change = message.StoredSentChange,
            Life = life,
        };
        return field switch
        {
            "senderId" => Restored(place with { SenderId = Id<User>.FromBytes((byte[])value) }),
            "creditTransfer.amount" => Restored(place, transfer: message.Transfer! with { Amount = (long)value }),
            "creditTransfer.recipientId" => Restored(place, transfer: message.Transfer! with { RecipientId = Id<User>.FromBytes((byte[])value) }),
            "content" => Restored(place, (string)value),
            "metadata" => Restored(place with { Attributes = attributes with { Metadata = (string)value } }),
            "mentions" => Restored(place with { Attributes = attributes with { Mentions = [Id<User>.FromBytes((byte[])value)] } }),
            "change" => Restored(place with { Change = (long)value }),
            "life.change" => Restored(place with { Life = life with { Change = (long)value } }),
            "life.version" => Restored(place with { Life = life with { Version = (int)(long)value } }),
            "life.editedAt" => Restored(place with { Life = life with { EditedAt = (DateTime)value } }),
            "life.deletedAt" => Restored(place with { Life = life with { DeletedAt = (DateTime)value } }),
            "life.pinnedAt" => Restored(place with { Life = life with { PinnedAt = (DateTime)value } }),
            _ => throw Unknown(field),
        };

        Message Restored(MessageHeader at, string? content = null, CreditTransfer? transfer = null) =>
            Message.Restore(message.Kind, at, content ?? message.Content, message.Media, transfer ?? message.Transfer);
    }

    private static ArgumentOutOfRangeException Unknown(string field) => new(nameof(field), field, null);

    /// <summary>Nothing is compiled, connected or opened at its first use.</summary>
    private sealed class NothingToRehearse : IStoreRehearsal
    {
        public Task RehearseAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
