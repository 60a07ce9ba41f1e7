using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Intents.Alterations;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Microsoft.Data.Sqlite;

namespace Allmine.Stores.Tests.Sqlite;

/// <summary>
/// What the database itself refuses of what could become of messages, whatever program asks for it. Message 1 is of credits, with a reaction; 2 is a text that was edited; 3 is
/// deleted, and was edited before; 4 is as it was sent.
/// </summary>
public sealed class SqliteLifeGuardTests : IAsyncLifetime, IDisposable
{
    private readonly EmbeddedStore store = new();

    public async Task InitializeAsync()
    {
        await store.InitializeAsync();
        var ids = store.Get<IIdGenerator>();
        var (user, other) = (ids.NewId<User>(), ids.NewId<User>());
        foreach (var id in new[] { user, other })
            await store.Get<IUserRepository>().PutAsync(new User(id, Username.From("somebody"), null), default);
        var engine = store.Get<GroupCommitEngine>();
        await engine.CommitAsync(new GrantIntent(
            new Grant(ids.NewId<Grant>(), user, 100), new IdempotencyKey(user, "g", IdempotencyScope.Grants), Fingerprint.Of("g")));
        var credits = (await engine.CommitAsync(new TransferIntent(
            ids.NewId<Message>(), user, null, other, 25, Note: null, new IdempotencyKey(user, "k"), Fingerprint.Of("k")))).Message;
        await engine.CommitAsync(new ReactionIntent(credits, other, "🙏", IsSet: true));
        for (var i = 2; i <= 4; i++)
        {
            var text = (await engine.CommitAsync(new SendIntent(ids.NewId<Message>(), user, credits.ChatId, null, new TextDraft(MessageText.From($"text {i}"))))).Message;
            if (i == 4)
                break;
            text = (await engine.CommitAsync(new EditIntent(text, user, new MessageEdit(Change<string>.To("edited"), default)))).Message;
            if (i == 3)
                await engine.CommitAsync(new DeleteIntent(text, user));
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => store.Dispose();

    [Theory]
    [InlineData("UPDATE messages SET content = 'other' WHERE sequence = 1", "a credit transfer never changes")]
    [InlineData("UPDATE messages SET is_deleted = 1, content = NULL WHERE sequence = 1", "a credit transfer never changes")]
    [InlineData("DELETE FROM messages WHERE sequence = 1", "a credit transfer is never removed")]
    [InlineData("UPDATE lives SET version = 2 WHERE sequence = 1", "a credit transfer is never edited or deleted")]
    [InlineData("UPDATE lives SET life = '{\"version\":1,\"editedAt\":5}' WHERE sequence = 1", "a credit transfer is never edited or deleted")]
    [InlineData("UPDATE lives SET life = '{\"version\":1,\"deletedAt\":5}' WHERE sequence = 1", "a credit transfer is never edited or deleted")]
    [InlineData("DELETE FROM lives WHERE sequence = 1; INSERT INTO lives SELECT chat_id, 1, 99, 2, '{}' FROM messages WHERE sequence = 1", "a credit transfer is never edited or deleted")]
    [InlineData("DELETE FROM lives WHERE sequence = 1; INSERT INTO lives SELECT chat_id, 1, 99, 1, '{\"deletedAt\":5}' FROM messages WHERE sequence = 1", "a credit transfer is never edited or deleted")]
    [InlineData("UPDATE messages SET is_deleted = 0, content = 'back' WHERE sequence = 3", "a deleted message stays so")]
    [InlineData("UPDATE messages SET content = 'back' WHERE sequence = 3", "CHECK")]
    [InlineData("UPDATE messages SET media = '{}' WHERE sequence = 3", "CHECK")]
    [InlineData("UPDATE messages SET metadata = '{}' WHERE sequence = 3", "CHECK")]
    [InlineData("UPDATE messages SET reply_to_id = id, reply_to_sequence = 1 WHERE sequence = 3", "CHECK")]
    [InlineData("UPDATE messages SET mentions = id WHERE sequence = 3", "CHECK")]
    [InlineData("UPDATE messages SET silent = 1 WHERE sequence = 3", "CHECK")]
    [InlineData("DELETE FROM messages WHERE sequence = 3", "the place of a deleted message is never removed")]
    [InlineData("UPDATE lives SET life = '{\"version\":2}' WHERE sequence = 3", "nothing becomes of a deleted message")]
    [InlineData("UPDATE alterations SET version = 2, content = 'edited', at = 0 WHERE sequence = 3 AND kind = 'edited'", "an alteration never changes")]
    [InlineData("UPDATE alterations SET content = 'other' WHERE sequence = 2", "an alteration never changes")]
    [InlineData("UPDATE alterations SET content = 'back' WHERE sequence = 3", "CHECK")]
    [InlineData("DELETE FROM alterations WHERE sequence = 2", "an alteration is never removed")]
    [InlineData("UPDATE messages SET content = NULL WHERE sequence = 4", "CHECK")]
    [InlineData("UPDATE messages SET is_deleted = 1 WHERE sequence = 4", "CHECK")]
    [InlineData("UPDATE messages SET sent_change = sequence WHERE sequence = 4", "CHECK")]
    [InlineData("INSERT INTO lives SELECT chat_id, 4, 4, 1, '{}' FROM messages WHERE sequence = 4", "CHECK")]
    [InlineData("INSERT INTO lives SELECT chat_id, 4, change, 1, '{}' FROM lives WHERE sequence = 3", "UNIQUE")]
    [InlineData("INSERT INTO lives SELECT chat_id, 9, 99, 1, '{}' FROM messages WHERE sequence = 4", "FOREIGN KEY")]
    [InlineData("INSERT INTO alterations SELECT chat_id, 99, 99, id, 4, 'pinned', NULL, NULL, NULL, NULL, NULL, NULL FROM messages WHERE sequence = 4", "CHECK")]
    [InlineData("INSERT INTO alterations SELECT chat_id, 99, 9, id, 4, 'reacted', NULL, '1', NULL, NULL, NULL, NULL FROM messages WHERE sequence = 4", "CHECK")]
    [InlineData("INSERT INTO alterations SELECT chat_id, 99, 9, id, 4, 'pinned', NULL, NULL, 2, 'x', NULL, 0 FROM messages WHERE sequence = 4", "CHECK")]
    [InlineData("INSERT INTO alterations SELECT chat_id, 99, 9, id, 4, 'edited', NULL, NULL, 1, 'x', NULL, 0 FROM messages WHERE sequence = 4", "CHECK")]
    public async Task Write_WhenItBreaksARuleOfLives_ThenTheDatabaseRefuses(string sql, string reason)
    {
        var before = await DescribeAsync();

        var refusal = await Assert.ThrowsAsync<SqliteException>(() => store.ExecuteAsync($"BEGIN; {sql}; COMMIT"));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await DescribeAsync());
    }

    /// <summary>The other side of the rules above: what the service does itself.</summary>
    [Theory]
    [InlineData("UPDATE lives SET life = '{\"version\":1,\"pinnedAt\":5}' WHERE sequence = 1")]
    [InlineData("UPDATE lives SET version = 3 WHERE sequence = 2")]
    [InlineData("INSERT INTO lives SELECT chat_id, 4, 99, 1, '{}' FROM messages WHERE sequence = 4")]
    [InlineData("INSERT INTO alterations SELECT chat_id, 99, 9, id, 4, 'edited', NULL, NULL, 2, 'x', NULL, 0 FROM messages WHERE sequence = 4")]
    [InlineData("UPDATE alterations SET version = NULL, content = NULL, at = NULL WHERE sequence = 2 AND kind = 'edited'")]
    [InlineData("UPDATE messages SET is_deleted = 1, content = NULL WHERE sequence = 4")]
    public async Task Write_WhenItKeepsTheRules_ThenItIsWritten(string sql)
    {
        var before = await DescribeAsync();

        await store.ExecuteAsync(sql);

        Assert.NotEqual(before, await DescribeAsync());
    }

    private async Task<string> DescribeAsync() => string.Join('\n', [
        .. await store.QueryAsync("SELECT hex(id) || is_deleted || silent || coalesce(content, '') || coalesce(media, '') || coalesce(metadata, '') FROM messages ORDER BY id"),
        .. await store.QueryAsync("SELECT sequence || '/' || change || '/' || version || life FROM lives ORDER BY sequence"),
        .. await store.QueryAsync("SELECT change || '/' || sequence || kind || coalesce(version, '') || coalesce(content, '') FROM alterations ORDER BY change")]);
}
