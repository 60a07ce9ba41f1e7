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
using Allmine.Domain.Chats;
using Allmine.Infrastructure.Persistence.Sqlite.Records;
using Allmine.Stores.Tests.Contracts;

namespace Allmine.Stores.Tests.Sqlite;

/// <summary>An embedded store in a folder of its own, a new one for each test.</summary>
public sealed class SqliteStoreFixture : IStoreFixture, IDisposable
{
    private EmbeddedStore? store;
    private string? folder;

    public string? Absence => null;

    public IIdGenerator Ids => Get<IIdGenerator>();

    public ICommitStore CommitStore => Get<ICommitStore>();

    public IMessageRepository Messages => Get<IMessageRepository>();

    public IChangeRepository Changes => Get<IChangeRepository>();

    public IChatRepository Chats => Get<IChatRepository>();

    public IChatSettingsRepository Settings => Get<IChatSettingsRepository>();

    public IUserRepository Users => Get<IUserRepository>();

    public IIdempotencyRepository IdempotencyRecords => Get<IIdempotencyRepository>();

    public IFileRepository Files => Get<IFileRepository>();

    public IThumbnailBacklog Thumbnails => Get<IThumbnailBacklog>();

    public IErasureBacklog Erasures => Get<IErasureBacklog>();

    public IWalletRepository Wallets => Get<IWalletRepository>();

    public ILedgerRepository Ledger => Get<ILedgerRepository>();

    public IStoreSnapshots Snapshots => Get<IStoreSnapshots>();

    public IEventFeed Events => Get<IEventFeed>();

    public IFeedLog FeedLog => Get<IFeedLog>();

    public ILeaseStore Leases => Get<ILeaseStore>();

    public IWebhookStore Webhooks => Get<IWebhookStore>();

    public IStoreKey Key => Get<IStoreKey>();

    public IStoreStatus Status => Get<IStoreStatus>();

    public IStoreRehearsal Rehearsal => Get<IStoreRehearsal>();

    /// <summary>The names of all tables, with how many rows each has.</summary>
    public async Task<IReadOnlyList<string>> CountAsync()
    {
        var tables = await store!.QueryAsync("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
        var counts = new List<string>();
        foreach (var table in tables)
            counts.AddRange(await store.QueryAsync($"SELECT '{table} ' || count(*) FROM {table}"));
        return counts;
    }

    public async Task ResetAsync()
    {
        Dispose();
        folder = Directory.CreateTempSubdirectory("allmine-test-").FullName;
        await ReopenAsync();
    }

    public async Task ReopenAsync()
    {
        store?.Dispose();
        store = new EmbeddedStore(folder);
        await store.InitializeAsync();
    }

    public Task TamperAsync(string table, byte[] id, string field, object value)
    {
        if (field.StartsWith("life.", StringComparison.Ordinal))
            return TamperLifeAsync(id, field["life.".Length..], value);
        var (column, literal) = (table, field) switch
        {
            ("messages", "creditTransfer.amount") => ("transfer_amount", $"{value}"),
            ("messages", "creditTransfer.recipientId") => ("transfer_recipient_id", Literal((byte[])value)),
            ("messages", "change") => ("sent_change", $"{value}"),
            _ => (ColumnOf(field), Literal(value)),
        };
        return ExecuteUnguardedAsync($"UPDATE {table} SET {column} = {literal} WHERE {KeyOf(table)} = {Literal(id)}");
    }

    public Task TamperPinsAsync(byte[] chatId, IReadOnlyList<Pin> pins) =>
        ExecuteUnguardedAsync($"UPDATE chats SET pins = {Literal((object?)SqlitePins.Write(pins))} WHERE id = {Literal(chatId)}");

    /// <summary>Words are kept with the edit that has made them, under the version after the one that it has replaced.</summary>
    public Task TamperAlterationAsync(byte[] chatId, long change, string field, object? value)
    {
        var assignments = (field, value) switch
        {
            ("lastSequence", long number) => $"ordinal = {change - number}",
            ("replaced", null) => "version = NULL, content = NULL, metadata = NULL, at = NULL",
            ("replaced", long version) => $"version = {version + 1}, content = 'kept', at = 0",
            _ => $"{ColumnOf(field)} = {Literal(value)}",
        };
        return ExecuteUnguardedAsync($"UPDATE alterations SET {assignments} WHERE chat_id = {Literal(chatId)} AND change = {change}");
    }

    public Task RemoveAlterationAsync(byte[] chatId, long change) =>
        ExecuteUnguardedAsync($"DELETE FROM alterations WHERE chat_id = {Literal(chatId)} AND change = {change}");

    public async Task<bool> SpoilAsync(string table, byte[] id)
    {
        // A name is any text, and a balance any whole number: the types of the columns hold them.
        if (table is "users" or "wallets")
            return false;
        var change = table switch
        {
            "chats" => "chats SET kind = 'future' WHERE id",
            "messages" => "messages SET type = 'future' WHERE id",
            "files" => "file_facts SET media = '{' WHERE (SELECT id FROM files WHERE facts = number)",
            "feed" => "feed SET type = 'future' WHERE id",
            "ledger" => "ledger SET direction = 'future' WHERE id",
            _ => throw new ArgumentOutOfRangeException(nameof(table), table, null),
        };
        await ExecuteUnguardedAsync($"UPDATE {change} = {Literal(id)}");
        return true;
    }

    public Task TamperRecordOfAsync(IdempotencyKey key, string field, object? value)
    {
        var column = field switch
        {
            "balance" => "balance",
            "messageId" => "message_id",
            "grant.amount" => "amount",
            "grant.recipientId" => "recipient_id",
            _ => throw new ArgumentOutOfRangeException(nameof(field), field, null),
        };
        return ExecuteUnguardedAsync($"UPDATE outcomes SET {column} = {(value is byte[] bytes ? Literal(bytes) : value ?? "NULL")} WHERE {Is(key)}");
    }

    public Task RemoveRecordOfAsync(IdempotencyKey key) => ExecuteUnguardedAsync($"DELETE FROM outcomes WHERE {Is(key)}");

    public Task SpoilRecordOfAsync(IdempotencyKey key) => ExecuteUnguardedAsync($"UPDATE outcomes SET refusal = 'future.code' WHERE {Is(key)}");

    /// <summary>A time past the last year that there is.</summary>
    public Task SpoilSettingsAsync(byte[] userId, byte[] chatId) =>
        ExecuteUnguardedAsync($"UPDATE chat_settings SET is_muted = 1, muted_until = 400000000000000 WHERE user_id = {Literal(userId)} AND chat_id = {Literal(chatId)}");

    public Task AddUnreadableMessageAsync(byte[] chatId, byte[] messageId, byte[] senderId, long sequence) => ExecuteUnguardedAsync($"""
        INSERT INTO messages (chat_id, sequence, id, sender_id, type, created_at)
        VALUES ({Literal(chatId)}, {sequence}, {Literal(messageId)}, {Literal(senderId)}, 'future', {(StoreContract.Noon - DateTime.UnixEpoch).TotalMilliseconds});
        UPDATE chats SET last_sequence = {sequence} WHERE id = {Literal(chatId)};
        INSERT INTO events (kind, chat_id, number) VALUES ('message', {Literal(chatId)}, {sequence});
        """);

    public Task RemoveMemberAsync(byte[] chatId, byte[] userId) => store!.ExecuteAsync($"""
        DELETE FROM chat_members WHERE chat_id = {Literal(chatId)} AND user_id = {Literal(userId)};
        UPDATE chats SET revision = revision + 1 WHERE id = {Literal(chatId)};
        """);

    public Task RemoveAsync(string table, byte[] id) => ExecuteUnguardedAsync($"DELETE FROM {table} WHERE {KeyOf(table)} = {Literal(id)}");

    public void Dispose()
    {
        store?.Dispose();
        store = null;
        if (folder is not null)
            Directory.Delete(folder, recursive: true);
        folder = null;
    }

    private static string KeyOf(string table) => table switch
    {
        "wallets" => "owner_id",
        "outcomes" => "message_id",
        _ => "id",
    };

    private static string Is(IdempotencyKey key) => $"user_id = {Literal(key.UserId.ToBytes())} AND key = '{key.Key}'";

    private static string Literal(byte[] bytes) => $"x'{Convert.ToHexStringLower(bytes)}'";

    private static string Literal(object? value) => value switch
    {
        null => "NULL",
        byte[] bytes => Literal(bytes),
        string text => $"'{text}'",
        DateTime time => $"{(long)(time - DateTime.UnixEpoch).TotalMilliseconds}",
        _ => $"{value}",
    };

    private static string ColumnOf(string field) => string.Concat(field.Select(letter => char.IsUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : $"{letter}"));

    private Task TamperLifeAsync(byte[] id, string field, object value)
    {
        var json = field == "change" ? "" : $", life = json_set(life, '$.{field}', {Literal(value)})";
        var column = field is "change" or "version" ? field : "version";
        return ExecuteUnguardedAsync(
            $"UPDATE lives SET {column} = {(column == field ? Literal(value) : column)}{json} WHERE (chat_id, sequence) = (SELECT chat_id, sequence FROM messages WHERE id = {Literal(id)})");
    }

    /// <summary>Runs statements that the database would refuse.</summary>
    internal async Task ExecuteUnguardedAsync(string sql)
    {
        var triggers = await store!.QueryAsync("SELECT name FROM sqlite_schema WHERE type = 'trigger'");
        var drops = string.Concat(triggers.Select(trigger => $"DROP TRIGGER {trigger};"));
        await store.ExecuteAsync($"PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; {drops} {sql}");
    }

    private T Get<T>()
        where T : notnull => (store ?? throw new InvalidOperationException("Reset comes first.")).Get<T>();
}
