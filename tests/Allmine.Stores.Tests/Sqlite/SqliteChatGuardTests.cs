using Allmine.Application.Authorization;
using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Intents.Chats;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Microsoft.Data.Sqlite;

namespace Allmine.Stores.Tests.Sqlite;

/// <summary>What the database itself refuses of what could become of chats that change, whatever program asks for it. Message 1 is a text, 2 the line of a new title.</summary>
public sealed class SqliteChatGuardTests : IAsyncLifetime, IDisposable
{
    private readonly EmbeddedStore store = new();

    public async Task InitializeAsync()
    {
        await store.InitializeAsync();
        var ids = store.Get<IIdGenerator>();
        var owner = ids.NewId<User>();
        await store.Get<IUserRepository>().PutAsync(new User(owner, Username.From("somebody"), null), default);
        var chat = Chat.Group(ids.NewId<Chat>(), "old", [owner, ids.NewId<User>()], DateTime.UnixEpoch.AddDays(1));
        await store.Get<IChatRepository>().AddAsync(chat, default);
        var engine = store.Get<GroupCommitEngine>();
        await engine.CommitAsync(new SendIntent(ids.NewId<Message>(), owner, chat.Id, null, new TextDraft(MessageText.From("text"))));
        await engine.CommitAsync(new UpdateChatIntent(chat.Id, new ChatAuthority(owner, false), ids.NewId<Message>(), Change<string>.To("new"), default));
        await store.Get<IChatSettingsRepository>().SaveAsync(new ChatSettings(chat.Id, owner) { Revision = 1 }, default);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => store.Dispose();

    [Theory]
    [InlineData("UPDATE messages SET metadata = '{}' WHERE sequence = 2", "a line of a chat never changes")]
    [InlineData("UPDATE messages SET is_deleted = 1, metadata = NULL WHERE sequence = 2", "a line of a chat never changes")]
    [InlineData("DELETE FROM messages WHERE sequence = 2", "a line of a chat is never removed")]
    [InlineData("INSERT INTO lives SELECT chat_id, 2, 99, 2, '{}' FROM messages WHERE sequence = 2", "nor is a line of a chat")]
    [InlineData("INSERT INTO lives SELECT chat_id, 2, 99, 1, '{\"deletedAt\":5}' FROM messages WHERE sequence = 2", "nor is a line of a chat")]
    [InlineData("INSERT INTO lives SELECT chat_id, 2, 99, 1, '{}' FROM messages WHERE sequence = 2; UPDATE lives SET life = '{\"editedAt\":5}'", "nor is a line of a chat")]
    [InlineData("UPDATE alterations SET change = 4 WHERE kind = 'chat'", "an alteration never changes")]
    [InlineData("UPDATE alterations SET kind = 'pinned' WHERE kind = 'chat'", "an alteration never changes")]
    [InlineData("DELETE FROM alterations WHERE kind = 'chat'", "an alteration is never removed")]
    [InlineData("INSERT INTO alterations SELECT chat_id, 4, 3, id, 1, 'chat', NULL, NULL, NULL, NULL, NULL, NULL FROM messages WHERE sequence = 1", "is told by its line")]
    [InlineData("INSERT INTO alterations SELECT chat_id, 5, 3, (SELECT id FROM messages WHERE sequence = 1), 2, 'chat', NULL, NULL, NULL, NULL, NULL, NULL FROM messages WHERE sequence = 2", "is told by its line")]
    [InlineData("INSERT INTO alterations SELECT chat_id, 5, 2, id, 2, 'chat', NULL, NULL, NULL, NULL, NULL, NULL FROM messages WHERE sequence = 2", "CHECK")]
    [InlineData("INSERT INTO messages (chat_id, sequence, id, sender_id, type, created_at) SELECT chat_id, 3, randomblob(12), sender_id, 'system', 0 FROM messages WHERE sequence = 1", "CHECK")]
    [InlineData("INSERT INTO messages (chat_id, sequence, id, sender_id, type, created_at, metadata, content) SELECT chat_id, 3, randomblob(12), sender_id, 'system', 0, '{}', 'x' FROM messages WHERE sequence = 1", "CHECK")]
    [InlineData("UPDATE chats SET photo = '{}', kind = 'direct', pair = zeroblob(24), title = NULL, own_change = 0", "CHECK")]
    [InlineData("UPDATE chats SET own_change = -1", "CHECK")]
    [InlineData("UPDATE chat_members SET role = 'king'", "CHECK")]
    [InlineData("UPDATE chat_members SET line = 2", "CHECK")]
    [InlineData("UPDATE chat_members SET line = 2, line_change = 1, line_at = 0", "CHECK")]
    [InlineData("UPDATE chat_members SET line = 2, line_change = 2", "CHECK")]
    [InlineData("UPDATE chat_members SET blocked_at = 5", "CHECK")]
    [InlineData("UPDATE chat_members SET blocked_id = user_id", "CHECK")]
    [InlineData("UPDATE chat_settings SET revision = 0", "CHECK")]
    [InlineData("UPDATE chat_settings SET muted_until = 5", "CHECK")]
    [InlineData("UPDATE chat_settings SET archived_at = -1", "CHECK")]
    [InlineData("INSERT INTO chat_settings VALUES (randomblob(12), randomblob(12), 1, 0, NULL, NULL, 0)", "FOREIGN KEY")]
    [InlineData("INSERT INTO outcomes (key, user_id, space, fingerprint, opened_chat_id, has_opened) SELECT 'k', user_id, 'sends', zeroblob(32), chat_id, 1 FROM chat_members", "CHECK")]
    [InlineData("INSERT INTO outcomes (key, user_id, space, fingerprint, opened_chat_id) SELECT 'k', user_id, 'chats', zeroblob(32), chat_id FROM chat_members", "CHECK")]
    [InlineData("INSERT INTO outcomes (key, user_id, space, fingerprint, message_id) SELECT 'k', sender_id, 'chats', zeroblob(32), id FROM messages", "CHECK")]
    public async Task Write_WhenItBreaksARuleOfChats_ThenTheDatabaseRefuses(string sql, string reason)
    {
        var before = await DescribeAsync();

        var refusal = await Assert.ThrowsAsync<SqliteException>(() => store.ExecuteAsync($"BEGIN; {sql}; COMMIT"));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await DescribeAsync());
    }

    /// <summary>The other side of the rules above: what the service does itself.</summary>
    [Theory]
    [InlineData("INSERT INTO lives SELECT chat_id, 2, 99, 1, '{\"pinnedAt\":5}' FROM messages WHERE sequence = 2")]
    [InlineData("INSERT INTO alterations SELECT chat_id, 5, 3, id, 2, 'chat', NULL, NULL, NULL, NULL, NULL, NULL FROM messages WHERE sequence = 2")]
    [InlineData("INSERT INTO messages (chat_id, sequence, id, sender_id, type, created_at, metadata) SELECT chat_id, 3, randomblob(12), sender_id, 'system', 0, '{}' FROM messages WHERE sequence = 1")]
    [InlineData("UPDATE chats SET photo = '{}', own_change = 5")]
    [InlineData("UPDATE chat_members SET role = 'admin', line = 2, line_change = 2, line_at = 0, sees_all = 1")]
    [InlineData("UPDATE chat_settings SET is_muted = 1, muted_until = 5, archived_at = 0")]
    [InlineData("INSERT INTO outcomes (key, user_id, space, fingerprint, opened_chat_id, has_opened) SELECT 'k', user_id, 'chats', zeroblob(32), chat_id, 0 FROM chat_members")]
    public async Task Write_WhenItKeepsTheRules_ThenItIsWritten(string sql)
    {
        var before = await DescribeAsync();

        await store.ExecuteAsync(sql);

        Assert.NotEqual(before, await DescribeAsync());
    }

    private async Task<string> DescribeAsync()
    {
        var rows = new List<string>();
        foreach (var table in new[] { "chats", "chat_members", "chat_settings", "messages", "lives", "alterations", "outcomes" })
        {
            var columns = await store.QueryAsync($"SELECT name FROM pragma_table_info('{table}')");
            rows.AddRange(await store.QueryAsync($"SELECT {string.Join(" || '|' || ", columns.Select(column => $"quote({column})"))} FROM {table} ORDER BY 1"));
        }

        return string.Join('\n', rows);
    }
}
