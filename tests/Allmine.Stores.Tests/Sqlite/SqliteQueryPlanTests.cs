using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure;
using Allmine.Infrastructure.Persistence.Sqlite.Feed;

namespace Allmine.Stores.Tests.Sqlite;

/// <summary>
/// No statement goes through a whole table, and no list is sorted but the chats of the hours that a page is of: SQLite says how
/// it would go about each.
/// </summary>
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
        Assert.InRange(texts.Count, 17, int.MaxValue);
        Assert.Equal(9, texts.Count(text => IsList(text) && !IsOfAltered(text)));
        AssertAlongHours(store, texts);
        // No message beyond the numbers asked for is looked at, however many were altered.
        Assert.Contains("(chat_id=? AND sequence>? AND sequence<?)", Plan(store, texts.Single(text => text.Contains("l.change IS NULL", StringComparison.Ordinal)))[0], StringComparison.Ordinal);
        AssertOfAltered(store, texts);
        Assert.Equal(2, texts.Count(text => Plan(store, text)[0].Contains("COVERING INDEX chat_members_blocks (user_id=?", StringComparison.Ordinal)));
        Assert.Contains(texts, text => Plan(store, text).Any(step => step.Contains("INDEX chats_by_photo (<expr>=?)", StringComparison.Ordinal)));
        texts.RemoveAll(IsOfAltered);
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
        chat.Block(chat.Members[0].UserId, Noon);
        await chats.SaveBlocksAsync(chat, default);
        var opening = new ChatChange(chat, isNew: false);
        chat.Open(Noon);
        await store.Get<ICommitStore>().CommitAsync(new ChangeSet { Chats = { opening } }, default);
        await chats.MarkReadAsync(chat.Id, chat.Members[0].UserId, 0, default);
        var change = new ChatChange(chat, isNew: false);
        change.Senders.Add(chat.Members[0].UserId);
        var message = Message.Text(new MessageHeader(NewId<Message>(), chat.Id, 1, chat.Members[0].UserId, Noon), MessageText.From("Merhaba"));
        chat.Append(message);
        await store.Get<ICommitStore>().CommitAsync(new ChangeSet { Chats = { change }, Messages = { message } }, default);

        await chats.MarkDeliveredAsync(chat.Id, chat.Members[1].UserId, 1, default);
        var reactor = chat.Members[1].UserId;
        await AlterAsync(store, chat.Id, message, AlterationKind.Reacted, reacted => reacted.React(reactor, "👍", 2, Noon), reactor, "👍");
        message = message.React(reactor, "👍", 2, Noon);
        await AlterAsync(store, chat.Id, message, AlterationKind.Pinned, pinned => pinned.Pin(3, Noon));
        await AlterAsync(store, chat.Id, message.Pin(3, Noon), AlterationKind.Deleted, deleted => deleted.Delete(4, Noon));
        var erasures = store.Get<IErasureBacklog>();
        await erasures.TakeReactionsAsync(new Erasure(message.Id, null, Noon, IsReleased: false), default);
        var erasure = (await erasures.ClaimAsync(Noon, Noon, default))! with { MediaKey = "photo.jpg" };
        await erasures.ReleaseAsync(erasure, Noon, default);
        await erasures.EndAsync(erasure, default);

        var texts = await store.Database.WriteAsync(
            session => session.Texts.Where(text => text.StartsWith("UPDATE", StringComparison.Ordinal) || text.StartsWith("DELETE", StringComparison.Ordinal)).ToList(), default);

        Assert.Equal(8, texts.Count(text => text.StartsWith("UPDATE chat", StringComparison.Ordinal)));
        Assert.InRange(texts.Count, 14, int.MaxValue);
        // Once at the start, what nobody can ask for any more.
        Assert.All(texts.Where(text => !text.StartsWith("DELETE FROM outcomes", StringComparison.Ordinal)), text => AssertAlongAnIndex(store, text));
        Assert.Contains(texts, text => Plan(store, text).Any(step => step.Contains("INDEX files_by_key (media_key=?)", StringComparison.Ordinal)));
        Assert.Contains(texts, text => Plan(store, text).Any(step => step.Contains("INDEX erasures_due (due<?)", StringComparison.Ordinal)));
        Assert.Contains(texts, text => Plan(store, text).Any(step => step.Contains("SEARCH events USING INTEGER PRIMARY KEY", StringComparison.Ordinal)));
        Assert.Contains(texts, text => Plan(store, text).Any(step => step.Contains("INDEX sqlite_autoindex_alterations_1 (chat_id=? AND change=?)", StringComparison.Ordinal)));
        Assert.Contains(texts, text => Plan(store, text).Any(step => step.Contains("INDEX alterations_versions (message_id=?", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Thumbnails_WhenExplained_ThenWhatIsLeftToDoIsFoundAlongIndexesThatHaveNothingElse()
    {
        using var store = new EmbeddedStore();
        await store.InitializeAsync();
        var film = new MediaContent(MediaKind.Video, "film.mp4", 1, null, null, null, "film.mp4", null);
        var file = new UploadedFile(NewId<UploadedFile>(), NewId<User>(), film, Noon, FileState.Bound) { LaterThumbnail = new LaterThumbnail("later.jpg", Noon) };
        await store.Get<IFileRepository>().AddAsync(file, default);
        var backlog = store.Get<IThumbnailBacklog>();
        var claimed = await backlog.ClaimAsync(Noon, Noon, default);
        await backlog.GiveAsync(file, Noon, default);
        await backlog.LackingAsync(file, 1, default);
        await backlog.EndAsync(claimed!, default);

        var texts = await store.Database.WriteAsync(session => session.Texts.ToList(), default);
        string PlanOf(string start) => string.Join('\n', Plan(store, texts.Single(text => text.StartsWith(start, StringComparison.Ordinal))));

        Assert.Contains("INDEX files_later (later_due<?)", PlanOf("UPDATE files SET later_due = ?2"), StringComparison.Ordinal);
        Assert.Contains("PRIMARY KEY (id=?)", PlanOf("UPDATE files SET thumbnail_key"), StringComparison.Ordinal);
        // A session that reads has compiled it.
        var lacking = await store.Database.ReadAsync(session => session.Texts.Single(text => text.Contains("$.type", StringComparison.Ordinal)), default);
        Assert.Contains("INDEX messages_films (<expr>=?)", Plan(store, lacking)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_WhenReadOn_ThenAlongTheirPositions()
    {
        using var store = new EmbeddedStore();
        await store.InitializeAsync();

        AssertAlongAnIndex(store, SqliteEventBatch.SelectAfter);
    }

    /// <summary>Whatever is asked of the feed that is kept: along the numbers of a partition, a lane or a message, and nothing is sorted.</summary>
    [Fact]
    public async Task Feed_WhenExplained_ThenEachReadGoesAlongItsIndexAndNoListIsSorted()
    {
        using var store = new EmbeddedStore();
        await store.InitializeAsync();
        var (log, lane, all) = (store.Get<IFeedLog>(), NewId<FeedLane>(), Enum.GetValues<FeedType>());
        await log.ReadAsync(0, 9, all, 9, default);
        await log.ReadBackAsync(9, 0, [FeedType.MessageCreated], 9, default);
        await log.ReadPartitionAsync(1, 0, 9, all, 9, default);
        await log.ReadLaneAsync(lane, 0, 9, [FeedType.MessageCreated, FeedType.ChatUpdated], 9, default);
        await log.CountPartitionAsync(1, 0, 9, all, 9, default);
        await log.ReadLastChangesAsync([lane], default);
        await log.ReadOfMessageAsync(NewId<Message>(), 0, 9, default);

        var texts = await store.Database.ReadAsync(session => session.Texts.Where(text => text.Contains("FROM feed AS f", StringComparison.Ordinal)).ToList(), default);

        Assert.Equal(7, texts.Count);
        var plans = texts.ConvertAll(text => string.Join('\n', Plan(store, text)));
        Assert.All(plans, plan => Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal));
        Assert.All(plans, plan => Assert.DoesNotContain("SCAN f", plan.Replace("SCAN feed_state", "", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Equal(2, plans.Count(plan => plan.Contains("feed_by_partition (partition=? AND rowid>? AND rowid<?)", StringComparison.Ordinal)));
        Assert.Equal(2, plans.Count(plan => plan.Contains("SEARCH f USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)", StringComparison.Ordinal)));
        Assert.Single(plans, plan => plan.Contains("feed_changes (lane=? AND rowid>? AND rowid<?)", StringComparison.Ordinal) && plan.Contains("feed_others (lane=? AND rowid>? AND rowid<?)", StringComparison.Ordinal));
        Assert.Single(plans, plan => plan.Contains("feed_changes (lane=? AND rowid<?)", StringComparison.Ordinal));
        Assert.Single(plans, plan => plan.Contains("feed_by_message (message_id=? AND rowid>?)", StringComparison.Ordinal));
    }

    /// <summary>A send within the hour writes no row of the other members; the first one of the next hour writes each of them.</summary>
    [Fact]
    public async Task Send_WhenTheHourIsTheSame_ThenTheMembersStay()
    {
        const int Members = 50;
        using var store = new EmbeddedStore();
        await store.InitializeAsync();
        var chat = Chat.Group(NewId<Chat>(), null, Enumerable.Range(0, Members).Select(_ => NewId<User>()), Noon);
        await store.Get<IChatRepository>().AddAsync(chat, default);

        // The chat, the message, the sender's marker and the event.
        Assert.Equal(4, await RowsOfSendAsync(store, chat.Id, Noon.AddMinutes(59)));
        Assert.Equal(4 + Members, await RowsOfSendAsync(store, chat.Id, Noon.AddMinutes(60)));
        Assert.Equal(4, await RowsOfSendAsync(store, chat.Id, Noon.AddMinutes(61)));
    }

    private static async Task AlterAsync(EmbeddedStore store, Id<Chat> id, Message before, AlterationKind kind, Func<Message, Message> alter, Id<User>? userId = null, string? emoji = null)
    {
        var change = new ChatChange((await store.Get<IChatRepository>().FindAsync(id, default))!, isNew: false);
        var after = alter(before);
        var alteration = change.Chat.Alter(after, kind, userId, emoji);
        var round = new ChangeSet { Chats = { change }, Alterations = { new AlterationWrite(alteration, before, after) } };
        Assert.Equal(CommitResult.Committed, await store.Get<ICommitStore>().CommitAsync(round, default));
    }

    private static async Task<long> RowsOfSendAsync(EmbeddedStore store, Id<Chat> id, DateTime at)
    {
        Task<long> RowsAsync() => store.Database.WriteAsync(session => session.Statement("SELECT total_changes()").First(row => row.Int64(0)), default);

        var change = new ChatChange((await store.Get<IChatRepository>().FindAsync(id, default))!, isNew: false);
        var sender = change.Chat.Members[0].UserId;
        var message = Message.Text(new MessageHeader(NewId<Message>(), id, change.Chat.NextSequence, sender, at), MessageText.From("Merhaba"));
        change.Senders.Add(sender);
        change.Chat.Append(message);
        var before = await RowsAsync();
        await store.Get<ICommitStore>().CommitAsync(new ChangeSet { Chats = { change }, Messages = { message } }, default);
        return await RowsAsync() - before;
    }

    private static async Task ReadAllAsync(EmbeddedStore store)
    {
        var (chatId, userId) = (NewId<Chat>(), NewId<User>());
        var messages = store.Get<IMessageRepository>();
        await messages.FindAsync(NewId<Message>(), default);
        await messages.PageAsync(chatId, new HistoryWindow(null, null, 20), default);
        await messages.PageAsync(chatId, new HistoryWindow(null, 5, 20), default);
        await messages.FindAllAsync([new MessageNumber(chatId, 1)], default);
        await messages.FindAllAsync([NewId<Message>()], default);
        await messages.LastTimesAsync([new ChatAsOf(chatId, Noon, 3)], default);
        await store.Get<IMessageRepository>().CountMentionsAsync(NewId<User>(), [new MentionWindow(NewId<Chat>(), 1, 9)], default);
        var chats = store.Get<IChatRepository>();
        await chats.FindAsync(chatId, default);
        await chats.FindAsync(DirectPair.Of(userId, NewId<User>()), default);
        await chats.PageAsync(userId, new ChatPosition(Noon, chatId), 20, default);
        await chats.MovedAsync(userId, new ChatPosition(Noon, chatId), 20, default);
        var changes = store.Get<IChangeRepository>();
        await changes.CountAlterationsAsync(chatId, 5, default);
        await changes.AlteredAsync(chatId, 5, 0, 20, default);
        await changes.AlteredAsync(chatId, 5, 9, 20, default);
        await chats.BlocksAsync(userId, null, 20, default);
        await chats.BlocksAsync(userId, new BlockPosition(Noon, userId), 20, default);
        await store.Get<IChatSettingsRepository>().FindAllAsync(userId, [chatId], default);
        await store.Get<IChatSettingsRepository>().OfMembersAsync(chatId, [userId], default);
        await changes.UnalteredAsync(chatId, 5, 105, 20, default);
        await changes.PastVersionsAsync(NewId<Message>(), 0, 20, default);
        await store.Get<IErasureBacklog>().IsCarriedAsync("photo.jpg", default);
        await store.Get<IUserRepository>().FindAllAsync([userId], default);
        await store.Get<IIdempotencyRepository>().FindAsync(new IdempotencyKey(userId, "key"), default);
        await store.Get<IFileRepository>().FindAsync(new FileReference(userId, "photo.jpg"), default);
        await store.Get<IFileRepository>().FindAsync(new FileReference(userId, chatId.ToString()), default);
    }

    /// <summary>Pages of history, the hours of a user's chats, and those that moved; what finds the members of one chat orders them by itself.</summary>
    private static bool IsList(string text) => text.Contains("LIMIT ", StringComparison.Ordinal) && text.Contains('?', StringComparison.Ordinal)
        && !text.EndsWith("LIMIT 1", StringComparison.Ordinal) && !IsSlice(text);

    /// <summary>The chats of some hours, put in order.</summary>
    private static bool IsSlice(string text) => text.Contains("ORDER BY c.updated_at", StringComparison.Ordinal);

    private static void AssertAlongHours(EmbeddedStore store, List<string> texts)
    {
        var hour = Assert.Single(Plan(store, texts.Single(text => text.StartsWith("SELECT active_hour", StringComparison.Ordinal))));
        Assert.Contains("COVERING INDEX chat_members_by_hour (user_id=? AND active_hour>? AND active_hour<?)", hour, StringComparison.Ordinal);
        var slice = Plan(store, texts.Single(IsSlice));
        Assert.Contains("COVERING INDEX chat_members_by_hour (user_id=? AND active_hour>? AND active_hour<?)", slice[0], StringComparison.Ordinal);
        Assert.Contains("PRIMARY KEY (id=?", slice[1], StringComparison.Ordinal);
        var moved = Plan(store, texts.Single(text => text.Contains("ORDER BY m.active_hour", StringComparison.Ordinal)));
        Assert.Contains("COVERING INDEX chat_members_by_hour (user_id=? AND active_hour>?)", moved[0], StringComparison.Ordinal);
    }

    /// <summary>What has been altered since, as far as it is seen: found among entries that have the numbers, and no more read than is on the page.</summary>
    private static bool IsOfAltered(string text) => text.Contains("AS found", StringComparison.Ordinal);

    private static void AssertOfAltered(EmbeddedStore store, List<string> texts)
    {
        var plans = texts.Where(IsOfAltered).Select(text => Plan(store, text)).ToList();
        Assert.Equal(2, plans.Count);
        Assert.Contains(plans, plan => plan[1].Contains("sqlite_autoindex_lives_2 (chat_id=? AND change>?)", StringComparison.Ordinal));
        Assert.Contains(plans, plan => plan[1].Contains("PRIMARY KEY (chat_id=? AND sequence>?)", StringComparison.Ordinal));
        Assert.All(plans, plan => Assert.Equal(["SCAN found"], plan.Where(step => step.StartsWith("SCAN", StringComparison.Ordinal))));
        Assert.All(plans, plan => Assert.Contains(plan, step => step.Contains("SEARCH l USING PRIMARY KEY (chat_id=? AND sequence=?)", StringComparison.Ordinal)));
    }

    private static List<string> Plan(EmbeddedStore store, string text) =>
        store.Database.ReadAsync(session => session.Statement($"EXPLAIN QUERY PLAN {text}").List(row => row.Text(3)), default).GetAwaiter().GetResult();

    private static void AssertAlongAnIndex(EmbeddedStore store, string text)
    {
        var plan = Plan(store, text);
        Assert.NotEmpty(plan);
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal));
        if (IsList(text))
            Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    private static Id<T> NewId<T>()
        where T : class => new ObjectIdGenerator(TimeProvider.System).NewId<T>();
}
