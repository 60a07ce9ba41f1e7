using Allmine.Application.Abstractions;
using Allmine.Application.Chats.ListChats;
using Allmine.Application.Messages;
using Allmine.Application.Messages.GetHistory;
using Allmine.Application.SendLog;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Infrastructure.Tests.Sqlite;

/// <summary>No statement goes through a whole table, and no list is sorted: SQLite says how it would go about each.</summary>
public sealed class SqliteQueryPlanTests
{
    private static readonly DateTime Noon = new(2026, 3, 14, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Reads_WhenExplained_ThenEachGoesAlongAnIndexAndNoListIsSorted()
    {
        using var store = new EmbeddedStore();
        await store.InitializeAsync();
        await ReadAllAsync(store);

        var texts = await store.Database.ReadAsync(session => session.Texts.Where(text => text.StartsWith("SELECT", StringComparison.Ordinal)).ToList(), default);
        Assert.InRange(texts.Count, 12, int.MaxValue);
        Assert.Equal(4, texts.Count(IsList));
        Assert.All(texts, text => AssertAlongAnIndex(store, text));
    }

    [Fact]
    public async Task Writes_WhenExplained_ThenEachFindsItsRowsAlongAnIndex()
    {
        using var store = new EmbeddedStore();
        await store.InitializeAsync();
        var chats = store.Get<IChatRepository>();
        var chat = Chat.Unopened(NewId<Chat>(), NewId<User>(), NewId<User>());
        await chats.AddAsync(chat, default);
        chat.Block(chat.Members[0].UserId);
        await chats.SaveBlocksAsync(chat, default);
        chat.Open(Noon);
        await chats.OpenAsync(chat, default);
        await chats.MarkReadAsync(chat.Id, chat.Members[0].UserId, 0, default);
        var change = new ChatChange(chat, isNew: false);
        change.Senders.Add(chat.Members[0].UserId);
        var message = Message.Text(new MessagePlace(NewId<Message>(), chat.Id, 1, chat.Members[0].UserId, Noon), MessageText.From("Merhaba"));
        chat.Append(message);
        await store.Get<ISendStore>().CommitAsync(new RoundChanges { Chats = { change }, Messages = { message } }, default);

        var texts = await store.Database.WriteAsync(session => session.Texts.Where(text => text.StartsWith("UPDATE chat", StringComparison.Ordinal)).ToList(), default);

        Assert.Equal(6, texts.Count);
        Assert.All(texts, text => AssertAlongAnIndex(store, text));
    }

    private static async Task ReadAllAsync(EmbeddedStore store)
    {
        var (chatId, userId) = (NewId<Chat>(), NewId<User>());
        var messages = store.Get<IMessageRepository>();
        await messages.FindAsync(NewId<Message>(), default);
        await messages.PageAsync(chatId, new HistoryWindow(null, null, 20), default);
        await messages.PageAsync(chatId, new HistoryWindow(null, 5, 20), default);
        await messages.FindAllAsync([new MessageNumber(chatId, 1)], default);
        await messages.LastTimesAsync([new PastMoment(chatId, Noon, 3)], default);
        var chats = store.Get<IChatRepository>();
        await chats.FindAsync(chatId, default);
        await chats.FindAsync(DirectPair.Of(userId, NewId<User>()), default);
        await chats.PageAsync(userId, new ChatWindow(null, null, 20), default);
        await chats.PageAsync(userId, new ChatWindow(null, new ChatPosition(Noon, chatId), 20), default);
        await store.Get<IUserRepository>().FindAsync(userId, default);
        await store.Get<IOutcomeRepository>().FindAsync(new OutcomeKey(userId, "key"), default);
        await store.Get<IFileRepository>().FindAsync(new FileReference(userId, "photo.jpg"), default);
        await store.Get<IFileRepository>().FindAsync(new FileReference(userId, chatId.ToString()), default);
    }

    /// <summary>Pages of history and of chats; what finds the members of one chat orders them by itself.</summary>
    private static bool IsList(string text) => text.EndsWith("LIMIT ?4", StringComparison.Ordinal);

    private static void AssertAlongAnIndex(EmbeddedStore store, string text)
    {
        var plan = store.Database.ReadAsync(session => session.Statement($"EXPLAIN QUERY PLAN {text}").List(row => row.Text(3)), default).GetAwaiter().GetResult();
        Assert.NotEmpty(plan);
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal));
        if (IsList(text))
            Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    private static Id<T> NewId<T>()
        where T : class => new ObjectIdGenerator(TimeProvider.System).NewId<T>();
}
