using Allmine.Application.Blocks.BlockUser;
using Allmine.Application.Blocks.GetBlock;
using Allmine.Application.Blocks.ListBlocks;
using Allmine.Application.Blocks.UnblockUser;
using Allmine.Application.Chats.CreateChat;
using Allmine.Application.Chats.GetChanges;
using Allmine.Application.Chats.GetChat;
using Allmine.Application.Chats.ListChats;
using Allmine.Application.Chats.MarkDelivered;
using Allmine.Application.Chats.MarkRead;
using Allmine.Application.Chats.RemoveMember;
using Allmine.Application.Chats.SetSettings;
using Allmine.Application.Chats.UpdateChat;
using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Intents.Alterations;
using Allmine.Application.GroupCommit.Intents.Batches;
using Allmine.Application.Messages;
using Allmine.Application.Messages.DeleteMessage;
using Allmine.Application.Messages.EditMessage;
using Allmine.Application.Messages.GetHistory;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Messages.SetPin;
using Allmine.Application.Messages.SetReaction;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Credits;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Stores.Tests.Contracts;
using Allmine.Stores.Tests.Contracts.Events;
using Allmine.Stores.Tests.Mongo.Rounds;
using MediatR;

namespace Allmine.Stores.Tests.Mongo.Database;

/// <summary>
/// The commands that each call sends, as the driver reports them, are those that docs/performance.md lists: neither more,
/// whatever the round's size, nor fewer, so that the document stays true.
/// </summary>
public sealed class MongoCommandBudgetTests : IClassFixture<MongoDatabaseFixture>
{
    private readonly MongoDatabaseFixture database;

    public MongoCommandBudgetTests(MongoDatabaseFixture database)
    {
        database.DemandServer();
        this.database = database;
    }

    public static TheoryData<string> Calls => [.. CommandBudget.Documented.Keys];

    private MongoNode Node => database.Node;

    [SkippableTheory]
    [MemberData(nameof(Calls))]
    public async Task Call_WhenItIsMade_ThenItSendsTheCommandsDocumented(string call) =>
        Assert.Equal(CommandBudget.Documented[call], await SendAsync(call));

    private Task<IReadOnlyList<string>> SendAsync(string call) => call switch
    {
        "round of 1 text" => CountRoundAsync(1, keyed: false, cached: true),
        "round of 50 texts in 50 chats" => CountRoundAsync(50, keyed: false, cached: true),
        "round of 1 text with a key" => CountRoundAsync(1, keyed: true, cached: true),
        "round of 50 texts with keys in 50 chats" => CountRoundAsync(50, keyed: true, cached: true),
        "round of 1 text, chat not in memory" => CountRoundAsync(1, keyed: false, cached: false),
        "round of 50 texts with keys in 50 chats, none in memory" => CountRoundAsync(50, keyed: true, cached: false),
        "text in a group that names a user, chat in memory" => CountInGroupAsync(members: 3, named: true, cached: true),
        "text in a group of two, chat in memory" => CountInGroupAsync(members: 2, named: false, cached: true),
        "text in a group of two, chat not in memory" => CountInGroupAsync(members: 2, named: false, cached: false),
        "batch of 500 texts to 500 chats, each for itself, chats in memory" => CountBatchAsync(atomic: false),
        "atomic batch of 500 texts to 500 chats, chats in memory" => CountBatchAsync(atomic: true),
        "text that expects a number, chat in memory" => CountWithAsync((_, intent) => intent with { ExpectedSequence = 2 }),
        "text that answers a message, chat in memory" => CountWithAsync((first, intent) => intent with { Extras = new SendExtras(null, false, first, []) }),
        "text in a group that mentions 50 members, chat in memory" => CountMentionsAsync(),
        "first text of a new direct chat" => CountFirstTextAsync(),
        "text with a file named that a message carries already, chat in memory" => CountWithFileAsync(FileState.Bound),
        "text with a file named that no message carries yet, chat in memory" => CountWithFileAsync(FileState.Staged),
        "media message with its upload, chat in memory" => CountWithUploadsAsync(1),
        "round of 50 media messages with their uploads in 50 chats" => CountWithUploadsAsync(50),
        "credit transfer with a key, chat in memory, wallets not" => CountTransfersAsync(1, walletsHeld: false, newRecipients: false),
        "credit transfer with a key to a user without a wallet, chat in memory" => CountTransfersAsync(1, walletsHeld: false, newRecipients: true),
        "credit transfer with a key, chat and wallets in memory" => CountTransfersAsync(1, walletsHeld: true, newRecipients: false),
        "round of 50 credit transfers with keys in 50 chats, wallets not in memory" => CountTransfersAsync(50, walletsHeld: false, newRecipients: false),
        "credit transfer refused for lack of credits, chat in memory" => CountRefusalAsync(),
        "replay of a refusal, chat in memory" => CountReplayedRefusalAsync(soonAfterAnother: false),
        "replay of a refusal, chat in memory, soon after another replay" => CountReplayedRefusalAsync(soonAfterAnother: true),
        "grant" => CountGrantAsync(),
        "balance" => CountAsync(_ => Node.Get<IWalletRepository>().FindAsync(MongoSamples.NewId<User>(), default)),
        "page of transactions" => CountAsync(chat => Node.Get<ILedgerRepository>().PageAsync(chat.Members[0].UserId, new LedgerWindow(9, LedgerDirection.Grant, 100), default)),
        "replay, chat in memory" => CountReplayAsync(soonAfterAnother: false),
        "replay, chat in memory, soon after another" => CountReplayAsync(soonAfterAnother: true),
        "dry run" => CountAsync(chat => Node.NewEngine().DryRunAsync(MongoSamples.Intent(chat, "hello"), default)),
        "message by identifier" => CountAsync(_ => Node.Get<IMessageRepository>().FindAsync(MongoSamples.NewId<Message>(), default)),
        "page of history" => CountPageAsync(),
        "chat" => CountAsync(chat => Node.Get<IChatRepository>().FindAsync(chat.Id, default)),
        "chat of two users" => CountAsync(chat => Node.Get<IChatRepository>().FindAsync(chat.Pair!.Value, default)),
        "list of 100 chats" => CountListAsync(chats: 100, limit: 100, pages: 1),
        "list of 100 chats of 300" => CountListAsync(chats: 300, limit: 100, pages: 1),
        "list of 1 chat, something unread" => CountUseCaseAsync(others: 1, (_, _) => new ListChatsQuery(null, null)),
        "list of 1 chat" => CountListAsync(chats: 1, limit: 100, pages: 1),
        "second page of 20 chats of 100" => CountListAsync(chats: 100, limit: 20, pages: 2),
        "second page of 20 chats of 100, 5 have moved meanwhile" => CountListAsync(chats: 100, limit: 20, pages: 2, moved: 5),
        "history page, the whole call" => CountUseCaseAsync(others: 1, (chat, _) => new GetHistoryQuery(chat.Id.ToString(), null, null, null, null)),
        "direct chat opened" => CountUseCaseAsync(others: 1, (_, others) => new CreateChatCommand([others[0]], null), newChat: false),
        "direct chat opened that is there, something unread" => CountUseCaseAsync(others: 1, (_, others) => new CreateChatCommand([others[0]], null)),
        "group of 256 opened" => CountUseCaseAsync(Chat.MaxMembers - 1, (_, others) => new CreateChatCommand(others, "All"), newChat: false),
        "title of a group changed, the whole call" => CountUseCaseAsync(others: 2, (chat, _) => new UpdateChatCommand(chat.Id.ToString(), Change<string>.To("Other"), default)),
        "member of a group removed, the whole call" => CountUseCaseAsync(others: 2, (chat, others) => new RemoveMemberCommand(chat.Id.ToString(), others[0])),
        "settings of a chat set" => CountUseCaseAsync(others: 1, (chat, _) => new SetSettingsCommand(chat.Id.ToString(), true, default, null, null)),
        "chat of a group of 256, for a service" => CountForServiceAsync(chat => new GetChatQuery(chat.Id.ToString())),
        "history page, for a service" => CountForServiceAsync(chat => new GetHistoryQuery(chat.Id.ToString(), null, null, null, null)),
        "changes of a chat, for a service" => CountForServiceAsync(chat => new GetChangesQuery(chat.Id.ToString(), null, null)),
        "chat read, the whole call" => CountUseCaseAsync(others: 1, (chat, _) => new GetChatQuery(chat.Id.ToString())),
        "list of blocks" => CountUseCaseAsync(others: 1, (_, _) => new ListBlocksQuery(null, null), blocked: true),
        "edit, chat in memory, the whole call" => CountAlterationAsync(message => new EditMessageCommand(message, Change<string>.To("edited"), default, IfMatch: null)),
        "reaction put, chat in memory, the whole call" => CountAlterationAsync(message => new SetReactionCommand(message, "👍", IsSet: true)),
        "pin, chat in memory, the whole call" => CountAlterationAsync(message => new SetPinCommand(message, IsSet: true)),
        "deletion, chat in memory, the whole call" => CountAlterationAsync(message => new DeleteMessageCommand(message)),
        "deletion of an edited message, chat in memory, the whole call" => CountAlterationAsync(
            message => new DeleteMessageCommand(message), message => new EditMessageCommand(message, Change<string>.To("edited"), default, IfMatch: null)),
        "round of 50 reactions in 50 chats, chats in memory" => CountReactionsAsync(),
        "round of texts and reactions, one after the other, in one chat in memory" => CountMixedRoundAsync(),
        "chat reached by its messages up to one" => CountUseCaseAsync(others: 1, (chat, _) => new MarkDeliveredCommand(chat.Id.ToString(), 1)),
        "changes of a chat" => CountUseCaseAsync(others: 1, (chat, _) => new GetChangesQuery(chat.Id.ToString(), null, null)),
        "chat read up to a message" => CountUseCaseAsync(others: 1, (chat, _) => new MarkReadCommand(chat.Id.ToString(), 1)),
        "chat read up to a message again" => CountUseCaseAsync(others: 1, (chat, _) => new MarkReadCommand(chat.Id.ToString(), 0)),
        "user blocked, with a chat" => CountUseCaseAsync(others: 1, (_, others) => new BlockUserCommand(others[0])),
        "user blocked, without a chat" => CountUseCaseAsync(others: 1, (_, others) => new BlockUserCommand(others[0]), newChat: false),
        "block asked for" => CountUseCaseAsync(others: 1, (_, others) => new GetBlockQuery(others[0])),
        "block taken back" => CountUseCaseAsync(others: 1, (_, others) => new UnblockUserCommand(others[0]), blocked: true),
        "stream of events opened" => CountEventsAsync(rounds: 0),
        "events of a round of 50 texts in 50 chats, none met before" => CountEventsAsync(rounds: 1),
        "events of a round of 50 texts in 50 chats, all met before" => CountEventsAsync(rounds: 2),
        "new chat" => CountAsync(_ => Node.Get<IChatRepository>().AddAsync(MongoSamples.Group(Chat.MaxMembers), default)),
        "outcome of an unknown key" => CountAsync(chat => Node.Get<IIdempotencyRepository>().FindAsync(MongoSamples.Key(chat), default)),
        "outcome of a used key" => CountOutcomeAsync(),
        "user" => CountAsync(chat => Node.Get<IUserRepository>().FindAsync(chat.Members[0].UserId, default)),
        "user written" => CountAsync(_ => Node.Get<IUserRepository>().PutAsync(MongoSamples.User(), default)),
        "file by name" => CountAsync(chat => Node.Get<IFileRepository>().FindAsync(new FileReference(chat.Members[0].UserId, "photo.jpg"), default)),
        "file recorded" => CountAsync(chat => Node.Get<IFileRepository>().AddAsync(MongoSamples.File(chat.Members[0].UserId, "photo.jpg"), default)),
        "file made known to its owner" => CountAsync(_ => Node.Get<IFileRepository>().StageAsync(MongoSamples.NewId<UploadedFile>(), default)),
        "upload given up" => CountAsync(_ => Node.Get<IFileRepository>().AbandonAsync(MongoSamples.NewId<UploadedFile>(), default)),
        "sweep of files, nothing to remove" => CountAsync(_ => Node.Get<IFileRepository>().AbandonUnusedAsync(DateTime.UnixEpoch, 100, default)),
        "entry of a swept file removed" => CountAsync(_ => Node.Get<IFileRepository>().RemoveAsync(MongoSamples.NewId<UploadedFile>(), default)),
        "readiness" => CountAsync(_ => Node.Get<IStoreStatus>().IsReadyAsync(default)),
        _ => throw new InvalidOperationException($"docs/performance.md lists '{call}', which is not counted here."),
    };

    private async Task<IReadOnlyList<string>> CountRoundAsync(int count, bool keyed, bool cached)
    {
        var chats = await AddChatsAsync(count);
        return await CountRoundAsync(
            cached ? chats : [], [.. chats.Select(chat => MongoSamples.Intent(chat, "hello", keyed ? MongoSamples.Key(chat) : null))]);
    }

    private async Task<IReadOnlyList<string>> CountInGroupAsync(int members, bool named, bool cached)
    {
        var group = MongoSamples.Group(members);
        await Node.Get<IChatRepository>().AddAsync(group, default);
        var intent = MongoSamples.Intent(group, "hello") with { TargetUserId = named ? group.Members[1].UserId : null };
        return await CountRoundAsync(cached ? [group] : new List<Chat>(), [intent]);
    }

    private async Task<IReadOnlyList<string>> CountBatchAsync(bool atomic)
    {
        var chats = await AddChatsAsync(500);
        var engine = Node.NewEngine(new GroupCommitOptions { Deadline = TimeSpan.FromSeconds(60) });
        foreach (var answer in engine.CommitTogether<SeriesReceipt>([new SeriesIntent([.. chats.Select(chat => MongoSamples.Intent(chat, "opening"))])]))
            await answer;
        Node.TakeCommands();
        var key = MongoSamples.Key(chats[0]) with { Scope = IdempotencyScope.Batches };
        if (atomic)
        {
            await engine.CommitAsync(new BatchIntent([.. chats.Select(chat => MongoSamples.Intent(chat, "hello"))], key, Fingerprint.Of("atomic")));
        }
        else
        {
            var units = chats.Select(chat => new SeriesIntent([MongoSamples.Intent(chat, "hello", MongoSamples.Key(chat))], key, Fingerprint.Of("not atomic")));
            foreach (var answer in engine.CommitTogether<SeriesReceipt>([.. units]))
                Assert.Null(Assert.Single((await answer).Items).Refusal);
        }

        return Node.TakeCommands();
    }

    private async Task<IReadOnlyList<string>> CountWithAsync(Func<Id<Message>, SendIntent, SendIntent> complete)
    {
        var chats = await AddChatsAsync(1);
        var first = await Node.NewEngine().CommitAsync(MongoSamples.Intent(chats[0], "first"));
        return await CountRoundAsync(chats, [complete(first.Message.Id, MongoSamples.Intent(chats[0], "hello"))]);
    }

    private async Task<IReadOnlyList<string>> CountMentionsAsync()
    {
        var group = MongoSamples.Group(MessageAttributes.MaxMentions + 1);
        await Node.Get<IChatRepository>().AddAsync(group, default);
        var intent = MongoSamples.Intent(group, "hello") with { Extras = new SendExtras(null, false, null, [.. group.Members.Skip(1).Select(member => member.UserId)]) };
        return await CountRoundAsync([group], [intent]);
    }

    private async Task<IReadOnlyList<string>> CountFirstTextAsync()
    {
        var target = MongoSamples.User();
        await Node.Get<IUserRepository>().PutAsync(target, default);
        var intent = MongoSamples.Intent(MongoSamples.Direct(), "hello") with { ChatId = null, TargetUserId = target.Id };
        return await CountRoundAsync(new List<Chat>(), [intent]);
    }

    private async Task<IReadOnlyList<string>> CountWithFileAsync(FileState state)
    {
        var chats = await AddChatsAsync(1);
        await Node.Get<IFileRepository>().AddAsync(MongoSamples.File(chats[0].Members[0].UserId, "photo.jpg") with { State = state }, default);
        var intent = MongoSamples.Intent(chats[0], "hello") with { Draft = new TextDraft(MessageText.From("hello")) { File = "photo.jpg" } };
        return await CountRoundAsync(chats, [intent]);
    }

    private async Task<IReadOnlyList<string>> CountWithUploadsAsync(int count)
    {
        var chats = await AddChatsAsync(count);
        var intents = new List<MessageIntent>();
        foreach (var chat in chats)
        {
            var upload = MongoSamples.File(chat.Members[0].UserId, "photo.jpg") with { State = FileState.Pending };
            await Node.Get<IFileRepository>().AddAsync(upload, default);
            intents.Add(MongoSamples.Intent(chat, "hello") with { Draft = new MediaDraft("hello") { Upload = upload } });
        }

        return await CountRoundAsync(chats, intents);
    }

    private async Task<IReadOnlyList<string>> CountReplayAsync(bool soonAfterAnother)
    {
        var chats = await AddChatsAsync(1);
        var intent = MongoSamples.Intent(chats[0], "hello", MongoSamples.Key(chats[0]));
        await Node.NewEngine().CommitAsync(intent);
        return await CountRoundAsync(chats, [intent], soonAfterAnother ? intent : null);
    }

    private async Task<IReadOnlyList<string>> CountTransfersAsync(int count, bool walletsHeld, bool newRecipients)
    {
        var chats = await AddChatsAsync(count);
        await GrantAsync([.. chats.SelectMany(chat => chat.Members.Take(newRecipients ? 1 : 2)).Select(member => member.UserId)]);
        var opening = chats.ConvertAll<MessageIntent>(chat => walletsHeld ? Transfer(chat, 1) : MongoSamples.Intent(chat, "opening"));
        return await CountRoundAsync(opening, chats.ConvertAll<MessageIntent>(chat => Transfer(chat, 2)));
    }

    private async Task<IReadOnlyList<string>> CountRefusalAsync()
    {
        var chats = await AddChatsAsync(1);
        return await CountRoundAsync([MongoSamples.Intent(chats[0], "opening")], [Transfer(chats[0], 1)]);
    }

    private async Task<IReadOnlyList<string>> CountReplayedRefusalAsync(bool soonAfterAnother)
    {
        var chats = await AddChatsAsync(1);
        var refused = Transfer(chats[0], 1);
        await Record.ExceptionAsync(() => Node.NewEngine().CommitAsync(refused));
        return await CountRoundAsync([MongoSamples.Intent(chats[0], "opening")], [refused], soonAfterAnother ? refused : null);
    }

    private async Task<IReadOnlyList<string>> CountGrantAsync()
    {
        var user = MongoSamples.User();
        await Node.Get<IUserRepository>().PutAsync(user, default);
        return await CountAsync(_ => Node.NewEngine().CommitAsync(Grant(user.Id)));
    }

    private async Task GrantAsync(List<Id<User>> users)
    {
        var engine = Node.NewEngine(new GroupCommitOptions { Deadline = TimeSpan.FromSeconds(60) });
        foreach (var user in users)
            await Node.Get<IUserRepository>().PutAsync(new User(user, Username.From("somebody"), null), default);
        await Task.WhenAll(users.Select(user => engine.CommitAsync(Grant(user))));
    }

    private static GrantIntent Grant(Id<User> user) =>
        new(new Grant(MongoSamples.NewId<Grant>(), user, 100), new IdempotencyKey(user, "granted", IdempotencyScope.Grants), Fingerprint.Of("100"));

    private static TransferIntent Transfer(Chat chat, long amount) => MongoSamples.Transfer(chat, amount, MongoSamples.Key(chat));

    private async Task<IReadOnlyList<string>> CountOutcomeAsync()
    {
        var chats = await AddChatsAsync(1);
        var key = MongoSamples.Key(chats[0]);
        await Node.NewEngine().CommitAsync(MongoSamples.Intent(chats[0], "hello", key));
        return await CountAsync(_ => Node.Get<IIdempotencyRepository>().FindAsync(key, default));
    }

    private async Task<IReadOnlyList<string>> CountPageAsync()
    {
        var chats = await AddChatsAsync(1);
        var engine = Node.NewEngine();
        await Task.WhenAll(Enumerable.Range(0, HistoryWindow.MaxLimit + 20).Select(i => engine.CommitAsync(MongoSamples.Intent(chats[0], $"{i}"))));
        var window = new HistoryWindow(Before: null, After: null, HistoryWindow.MaxLimit);
        return await CountAsync(async _ =>
            Assert.Equal(HistoryWindow.MaxLimit, (await Node.Get<IMessageRepository>().PageAsync(chats[0].Id, window, default)).Count));
    }

    /// <summary>The last of so many pages of a user's list, as the use case reads it.</summary>
    private async Task<IReadOnlyList<string>> CountListAsync(int chats, int limit, int pages, int moved = 0)
    {
        using var useCases = new UseCases(Node.Get);
        var user = await AddUserAsync();
        var own = new List<Chat>();
        for (var i = 0; i < chats; i++)
            own.Add(Chat.Direct(MongoSamples.NewId<Chat>(), user, await AddUserAsync(), MongoSamples.Noon));
        foreach (var chat in own)
            await Node.Get<IChatRepository>().AddAsync(chat, default);
        var engine = Node.NewEngine(new GroupCommitOptions { Deadline = TimeSpan.FromMinutes(1) });
        await Task.WhenAll(own.Select(chat => engine.CommitAsync(MongoSamples.Intent(chat, "hello"))));

        var page = await useCases.SendAsync(user, new ListChatsQuery(null, limit));
        for (var turned = 1; turned < pages - 1; turned++)
            page = await useCases.SendAsync(user, new ListChatsQuery(page.NextCursor, limit));
        foreach (var chat in own.Where(chat => page.Items.All(item => item.Chat.Id != chat.Id)).Take(moved))
            await engine.CommitAsync(MongoSamples.Intent(chat, "hello again"));
        Node.TakeCommands();
        page = await useCases.SendAsync(user, new ListChatsQuery(pages == 1 ? null : page.NextCursor, limit));
        Assert.Equal(Math.Min(chats, limit), page.Items.Count);
        return Node.TakeCommands();
    }

    /// <summary>A whole call by a user who is known already.</summary>
    /// <param name="others">How many other users there are.</param>
    /// <param name="request">The call, given the chat and the other users.</param>
    /// <param name="newChat">Whether there is a direct chat with the first of the others, and a message of theirs in it.</param>
    /// <param name="blocked">Whether the user has blocked that one before.</param>
    private async Task<IReadOnlyList<string>> CountUseCaseAsync<TResponse>(
        int others, Func<Chat, List<string>, IRequest<TResponse>> request, bool newChat = true, bool blocked = false)
    {
        using var useCases = new UseCases(Node.Get);
        var user = await AddUserAsync();
        var people = new List<Id<User>>();
        for (var i = 0; i < others; i++)
            people.Add(await AddUserAsync());
        var chat = others == 2
            ? Chat.Group(MongoSamples.NewId<Chat>(), "All", [user, .. people], MongoSamples.Noon)
            : Chat.Direct(MongoSamples.NewId<Chat>(), user, people[0], MongoSamples.Noon);
        if (newChat)
        {
            await Node.Get<IChatRepository>().AddAsync(chat, default);
            await Node.NewEngine().CommitAsync(MongoSamples.Intent(chat, "hello") with { Sender = people[0] });
        }

        // Both are known then, as they are on a node that has been running for a while.
        await useCases.SendAsync(people[0], new ListChatsQuery(null, null));
        await useCases.SendAsync(user, new UnblockUserCommand(people[0].ToString()));
        if (blocked)
            await useCases.SendAsync(user, new BlockUserCommand(people[0].ToString()));
        Node.TakeCommands();
        await useCases.SendAsync(user, request(chat, [.. people.Select(id => id.ToString())]));
        return Node.TakeCommands();
    }

    /// <summary>Of a group of 256, each of whom has set something, with a message.</summary>
    private async Task<IReadOnlyList<string>> CountForServiceAsync<TResponse>(Func<Chat, IRequest<TResponse>> request)
    {
        using var useCases = new UseCases(Node.Get);
        var people = new List<Id<User>>();
        for (var i = 0; i < Chat.MaxMembers; i++)
            people.Add(await AddUserAsync());
        var chat = Chat.Group(MongoSamples.NewId<Chat>(), "All", people, MongoSamples.Noon);
        await Node.Get<IChatRepository>().AddAsync(chat, default);
        await Node.NewEngine().CommitAsync(MongoSamples.Intent(chat, "hello"));
        foreach (var person in people)
            await Node.Get<IChatSettingsRepository>().SaveAsync(new ChatSettings(chat.Id, person) { Revision = 1, IsMuted = true }, default);
        Node.TakeCommands();
        await useCases.SendAsServiceAsync(request(chat));
        return Node.TakeCommands();
    }

    private async Task<Id<User>> AddUserAsync()
    {
        var user = MongoSamples.User();
        await Node.Get<IUserRepository>().PutAsync(user, default);
        return user.Id;
    }

    /// <param name="cached">Chats that the engine has in memory beforehand.</param>
    /// <param name="intents">What makes the round that is counted.</param>
    /// <param name="replayed">What is repeated before it, if anything: the engine has met a used key.</param>
    private Task<IReadOnlyList<string>> CountRoundAsync(List<Chat> cached, List<MessageIntent> intents, MessageIntent? replayed = null) =>
        CountRoundAsync(cached.ConvertAll<MessageIntent>(chat => MongoSamples.Intent(chat, "opening")), intents, replayed);

    /// <param name="before">What is sent beforehand: the engine has its chats and wallets in memory.</param>
    /// <param name="intents">What makes the round that is counted.</param>
    /// <param name="replayed">What is repeated after that, if anything: the engine has met a used key.</param>
    private async Task<IReadOnlyList<string>> CountRoundAsync(List<MessageIntent> before, List<MessageIntent> intents, MessageIntent? replayed = null)
    {
        var store = new GatedCommitStore(Node.CommitStore);
        var engine = Node.NewEngine(new GroupCommitOptions { Deadline = TimeSpan.FromSeconds(60), CacheBypass = TimeSpan.FromSeconds(60) }, store);
        await Task.WhenAll(before.Select(engine.CommitAsync));
        if (replayed is not null)
            await Record.ExceptionAsync(() => engine.CommitAsync(replayed));

        var reached = store.Close();
        var opening = engine.CommitAsync(MongoSamples.Intent((await AddChatsAsync(1))[0], "opening"));
        await reached;
        var sends = intents.ConvertAll(engine.CommitAsync);
        Node.TakeCommands();
        store.Open();
        foreach (var send in sends)
            Assert.True(await Record.ExceptionAsync(() => send) is null or RefusedException);
        await opening;
        return Node.TakeCommands();
    }

    /// <summary>A whole call that alters a message, on a node that has sent to the chat.</summary>
    private async Task<IReadOnlyList<string>> CountAlterationAsync(Func<string, IRequest<MessageView>> request, Func<string, IRequest<MessageView>>? before = null)
    {
        using var useCases = new UseCases(Node.Get);
        var (user, other) = (await AddUserAsync(), await AddUserAsync());
        var chat = Chat.Direct(MongoSamples.NewId<Chat>(), user, other, MongoSamples.Noon);
        await Node.Get<IChatRepository>().AddAsync(chat, default);
        await useCases.SendAsync(user, Text(chat));
        var message = (await useCases.SendAsync(user, Text(chat))).View.Message.GetReadable().Id.ToString();
        if (before is not null)
            await useCases.SendAsync(user, before(message));
        Node.TakeCommands();
        await useCases.SendAsync(user, request(message));
        return Node.TakeCommands();
    }

    private static SendMessageCommand Text(Chat chat) => new("text", chat.Id.ToString(), null, "hello", null, null, null, null, DryRun: false);

    private async Task<IReadOnlyList<string>> CountReactionsAsync()
    {
        var chats = await AddChatsAsync(50);
        return await CountAfterAsync(chats, (engine, sent) => [.. sent.Select(send => engine.CommitAsync(Reaction(send.Message, "👍")))]);
    }

    private async Task<IReadOnlyList<string>> CountMixedRoundAsync()
    {
        var chats = await AddChatsAsync(1);
        return await CountAfterAsync(
            chats,
            (engine, sent) => [.. Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? (Task)engine.CommitAsync(MongoSamples.Intent(chats[0], "hello")) : engine.CommitAsync(Reaction(sent[0].Message, $"{i}")))]);
    }

    private static ReactionIntent Reaction(Message message, string emoji) => new(message, message.SenderId, emoji, IsSet: true);

    /// <summary>A round on an engine that has sent a message to each of the chats.</summary>
    private async Task<IReadOnlyList<string>> CountAfterAsync(List<Chat> chats, Func<GroupCommitEngine, CommittedSend[], List<Task>> next)
    {
        var store = new GatedCommitStore(Node.CommitStore);
        var engine = Node.NewEngine(new GroupCommitOptions { Deadline = TimeSpan.FromSeconds(60), CacheBypass = TimeSpan.FromSeconds(60) }, store);
        var sent = await Task.WhenAll(chats.Select(chat => engine.CommitAsync(MongoSamples.Intent(chat, "opening"))));
        var reached = store.Close();
        var opening = engine.CommitAsync(MongoSamples.Intent((await AddChatsAsync(1))[0], "opening"));
        await reached;
        var writes = next(engine, sent);
        Node.TakeCommands();
        store.Open();
        await Task.WhenAll(writes);
        await opening;
        return Node.TakeCommands();
    }

    /// <summary>What the last of so many rounds costs a node that reads the feed of events; without one, the opening.</summary>
    private async Task<IReadOnlyList<string>> CountEventsAsync(int rounds)
    {
        var chats = await AddChatsAsync(50);
        Node.TakeCommands();
        await using var reader = await FeedReader.OpenAsync(Node.Get<IEventFeed>());
        var commands = Node.TakeCommands();
        for (var round = 0; round < rounds; round++)
        {
            Node.TakeCommands();
            Assert.Equal(CommitResult.Committed, await database.NewNode().CommitStore.CommitAsync(MongoSamples.Round(chats), default));
            await reader.TakeAsync(chats.Count);
            commands = Node.TakeCommands();
        }

        // A stream in which nothing happens is asked again and again, each time for a second.
        return [.. commands.Where((name, i) => i == 0 || name != "getMore" || commands[i - 1] != "getMore")];
    }

    private async Task<IReadOnlyList<string>> CountAsync(Func<Chat, Task> call)
    {
        var chats = await AddChatsAsync(1);
        Node.TakeCommands();
        await call(chats[0]);
        return Node.TakeCommands();
    }

    private async Task<List<Chat>> AddChatsAsync(int count)
    {
        var chats = Enumerable.Range(0, count).Select(_ => MongoSamples.Direct()).ToList();
        foreach (var chat in chats)
            Assert.True(await Node.Get<IChatRepository>().AddAsync(chat, default));
        return chats;
    }
}
