using Allmine.Application.Abstractions;
using Allmine.Infrastructure.Tests.Contracts;

namespace Allmine.Infrastructure.Tests.Sqlite;

/// <summary>An embedded store in a folder of its own, a new one for each test.</summary>
public sealed class SqliteStoreFixture : IStoreFixture, IDisposable
{
    private EmbeddedStore? store;
    private string? folder;

    public string? Absence => null;

    public IIdGenerator Ids => Get<IIdGenerator>();

    public ISendStore SendStore => Get<ISendStore>();

    public IMessageRepository Messages => Get<IMessageRepository>();

    public IChatRepository Chats => Get<IChatRepository>();

    public IUserRepository Users => Get<IUserRepository>();

    public IOutcomeRepository Outcomes => Get<IOutcomeRepository>();

    public IFileRepository Files => Get<IFileRepository>();

    public IWalletRepository Wallets => Get<IWalletRepository>();

    public ILedgerRepository Ledger => Get<ILedgerRepository>();

    public IStoreSnapshots Snapshots => Get<IStoreSnapshots>();

    public IEventFeed Events => Get<IEventFeed>();

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
        var (column, literal) = (table, field) switch
        {
            ("messages", "creditTransfer.amount") => ("transfer_amount", $"{value}"),
            ("messages", "creditTransfer.recipientId") => ("transfer_recipient_id", Literal((byte[])value)),
            _ => (string.Concat(field.Select(letter => char.IsUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : $"{letter}")),
                value is byte[] bytes ? Literal(bytes) : $"{value}"),
        };
        return ExecuteUnguardedAsync($"UPDATE {table} SET {column} = {literal} WHERE {KeyOf(table)} = {Literal(id)}");
    }

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

    private static string KeyOf(string table) => table == "wallets" ? "owner_id" : "id";

    private static string Literal(byte[] bytes) => $"x'{Convert.ToHexStringLower(bytes)}'";

    private async Task ExecuteUnguardedAsync(string sql)
    {
        var triggers = await store!.QueryAsync("SELECT name FROM sqlite_schema WHERE type = 'trigger'");
        var drops = string.Concat(triggers.Select(trigger => $"DROP TRIGGER {trigger};"));
        await store.ExecuteAsync($"PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; {drops} {sql}");
    }

    private T Get<T>()
        where T : notnull => (store ?? throw new InvalidOperationException("Reset comes first.")).Get<T>();
}
