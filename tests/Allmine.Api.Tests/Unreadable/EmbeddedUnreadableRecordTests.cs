using Allmine.Api.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace Allmine.Api.Tests.Unreadable;

public sealed class EmbeddedUnreadableRecordTests(ServiceFixture fixture) : UnreadableRecordContract, IClassFixture<ServiceFixture>
{
    protected override Service Service => fixture.Service;

    protected override Task SpoilOutcomeAsync(string userId, string key) =>
        ExecuteAsync($"UPDATE outcomes SET refusal = 'future.code', message_id = NULL WHERE user_id = x'{userId}' AND key = '{key}'");

    protected override Task SpoilMessageAsync(string id) => ExecuteAsync($"UPDATE messages SET type = 'future' WHERE id = x'{id}'");

    protected override Task SpoilChatAsync(string id) => ExecuteAsync($"UPDATE chats SET kind = 'future', revision = revision + 1 WHERE id = x'{id}'");

    protected override Task SpoilEntryAsync(string id) =>
        ExecuteAsync($"DROP TRIGGER IF EXISTS ledger_entries_stay; UPDATE ledger SET direction = 'future' WHERE id = x'{id}'");

    protected override Task SpoilSettingsAsync(string userId, string chatId) =>
        ExecuteAsync($"UPDATE chat_settings SET muted_until = 400000000000000 WHERE user_id = x'{userId}' AND chat_id = x'{chatId}'");

    /// <summary>Beside the service, as somebody does who repairs by hand.</summary>
    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(fixture.Folder, "allmine.db")};Pooling=False;Default Timeout=30");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; {sql}";
        await command.ExecuteNonQueryAsync();
    }
}
