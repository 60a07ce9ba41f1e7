using Allmine.Application.Authorization;
using Allmine.Application.Chats;
using Allmine.Application.Chats.GetChanges;
using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents.Alterations;
using Allmine.Application.Messages.DeleteMessage;
using Allmine.Application.Paging;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Allmine.Application.Tests.Chats.GetChanges;

public sealed class GetChangesTests
{
    private static readonly ChatReader Bob = new(Samples.Bob, ReadsAll: false);

    private static readonly GetChangesQuery Query = new(Samples.Team.ToString(), null, null);

    private readonly HookedChanges changes;
    private readonly Service service;
    private readonly GroupCommitEngine engine;

    public GetChangesTests()
    {
        var store = Samples.Store();
        changes = new HookedChanges(store.ChangeRepository);
        service = new Service { Store = store, Customize = services => services.AddSingleton<IChangeRepository>(changes) };
        engine = new GroupCommitEngine(store, service.Ids, service.Time, NullLogger<GroupCommitEngine>.Instance, new GroupCommitOptions());
    }

    /// <summary>Each thing once, by its latest change; as it is now.</summary>
    [Fact]
    public async Task Get_WhenSomeWereAltered_ThenEachMessageIsAtItsLatestChange()
    {
        var messages = await SendAsync(4);
        await service.EditAsync(messages[1], "edited");
        await service.ReactAsync(Samples.Bob, messages[0]);
        await service.SendAsync(Samples.Bob, Samples.Team, "fifth");
        await service.AlterAsync(Samples.Ada, new DeleteMessageCommand(messages[1].Id.ToString()));
        service.Store.MarkRead(Samples.Team, Samples.Cem, 3);

        var page = await GetAsync(Query);

        Assert.Equal([(3L, 3L), (4, 4), (6, 1), (7, 5), (8, 2)], page.Items.Select(item => (item.Change, item.Message!.Message.Sequence)));
        Assert.Equal((8L, false, false), (page.LastChange, page.HasMore, page.Reset));
        Assert.All(page.Items, item => Assert.Equal((item.Change, null, Samples.Bob), (item.Message!.Message.Change, item.Chat, item.Message.Viewer!.Value)));
        Assert.True(page.Items[4].Message!.Message.Readable!.IsDeleted);
        Assert.Equal([Samples.Bob, Samples.Cem], page.Items[0].Message!.ReadBy);
        Assert.Equal([7L, 8], (await GetAsync(Query with { After = 6 })).Items.Select(item => item.Change));
    }

    [Theory]
    [InlineData(0L, 3, "1 2 3", true, false)]
    [InlineData(0L, 4, "1 2 3 4", false, false)]
    [InlineData(1L, 3, "2 3 4", false, false)]
    [InlineData(3L, 1, "4", false, false)]
    [InlineData(4L, 1, "", false, false)]
    [InlineData(5L, 2, "1 2", true, true)]
    [InlineData(long.MaxValue, null, "1 2 3 4", false, true)]
    [InlineData(null, null, "1 2 3 4", false, false)]
    public async Task Get_WhenAskedFromAChangeOn_ThenIsThatPart(long? after, int? limit, string items, bool hasMore, bool reset)
    {
        await SendAsync(4);

        var page = await GetAsync(Query with { After = after, Limit = limit });

        Assert.Equal(items, string.Join(' ', page.Items.Select(item => item.Change)));
        Assert.Equal((4L, hasMore, reset), (page.LastChange, page.HasMore, page.Reset));
    }

    [Fact]
    public async Task Get_WhenTheChatIsEmpty_ThenOnlyZeroIsKnown()
    {
        Assert.Equal((0L, false, false), Summary(await GetAsync(Query)));
        Assert.Equal((0L, false, true), Summary(await GetAsync(Query with { After = 1 })));
    }

    [Fact]
    public async Task Get_WhenThereIsNothingNew_ThenNothingIsReadButTheChat()
    {
        await service.EditAsync((await SendAsync(2))[0], "edited");
        var reads = changes.Reads;

        Assert.Empty((await GetAsync(Query with { After = 3 })).Items);

        Assert.Equal(reads, changes.Reads);
    }

    [Fact]
    public async Task Get_WhenTheMessagesAreLong_ThenThePageEndsEarly()
    {
        for (var i = 0; i < 60; i++)
            await service.SendAsync(Samples.Ada, Samples.Team, new string('"', 5000));

        var page = await GetAsync(Query);

        Assert.InRange(page.Items.Count, 25, 40);
        Assert.True(page.HasMore);
        var rest = await GetAsync(Query with { After = page.Items[^1].Change });
        Assert.Equal((60, false), (page.Items.Count + rest.Items.Count, rest.HasMore));
    }

    [Fact]
    public async Task Get_WhenOneCantBeRead_ThenItHasItsPlace()
    {
        var messages = await SendAsync(3);
        await service.ReactAsync(Samples.Bob, messages[0]);
        service.Store.SpoilMessage(messages[0].Id);
        service.Store.SpoilMessage(messages[1].Id);

        Assert.Equal([(2L, false), (3, true), (4, false)], (await GetAsync(Query)).Items.Select(item => (item.Change, item.Message!.Message.Readable is not null)));
    }

    /// <summary>The only thing that is new changes again and again while it is read: it is given as it was at some time, and there is more to ask for.</summary>
    [Fact]
    public async Task Get_WhenAllThatThereIsChangesWhileItIsRead_ThenItIsGivenWithMoreToAskFor()
    {
        var message = (await SendAsync(1))[0];
        var isSet = false;
        changes.BeforeRead = () => service.ReactAsync(Samples.Bob, message, isSet: isSet = !isSet);

        var page = await GetAsync(Query);

        var item = Assert.Single(page.Items);
        Assert.Equal((item.Change, true, false), Summary(page));
        Assert.Equal(item.Change, item.Message!.Message.Change);
        changes.BeforeRead = () => Task.CompletedTask;
        Assert.Equal(service.Store.Chat(Samples.Team)!.LastChange, Assert.Single((await GetAsync(Query with { After = item.Change })).Items).Change);
    }

    /// <summary>
    /// A caller who has come only so far holds nothing of what has changed since: they would believe to hold the state of where they are without a message that was there by then.
    /// </summary>
    [Fact]
    public async Task Get_WhenTheRestChangesWhileItIsRead_ThenNobodyIsToldThatThereIsNoMore()
    {
        var messages = await SendAsync(3);
        var isSet = false;
        changes.BeforeRead = () => service.ReactAsync(Samples.Bob, messages[1], isSet: isSet = !isSet);
        var page = await GetAsync(Query);
        Assert.Equal("1 3 True", $"{string.Join(' ', page.Items.Select(item => item.Change))} {page.HasMore}");

        var rest = await GetAsync(Query with { After = 3 });

        Assert.Equal((2L, true), (Assert.Single(rest.Items).Message!.Message.Sequence, rest.HasMore));
    }

    /// <summary>What was sent before the messages that were altered could be read is not left behind.</summary>
    [Fact]
    public async Task Get_WhenMessagesAreSentWhileTheRestChanges_ThenTheyComeInTheirOrder()
    {
        var message = (await SendAsync(1))[0];
        var isSet = false;
        changes.BeforeRead = async () =>
        {
            await SendAsync(1);
            await service.ReactAsync(Samples.Bob, message, isSet: isSet = !isSet);
        };
        var seen = new Dictionary<long, long>();
        ChangesPage page;
        for (var after = 0L; ; after = page.Items[^1].Change)
        {
            page = await GetAsync(Query with { After = after, Limit = 5 });
            foreach (var item in page.Items)
                seen[item.Message!.Message.Sequence] = item.Change;
            if (!page.HasMore)
                break;
            if (after > 60)
                changes.BeforeRead = () => Task.CompletedTask;
        }

        var chat = service.Store.Chat(Samples.Team)!;
        Assert.Equal((chat.LastChange, chat.LastSequence), (page.LastChange, seen.Count));
        Assert.Equal(service.Store.Messages.Where(sent => sent.ChatId == Samples.Team).ToDictionary(sent => sent.Sequence, sent => sent.Change).OrderBy(sent => sent.Key), seen.OrderBy(sent => sent.Key));
    }

    /// <summary>Without it, a client would hold the state of a change without a message that was there by then.</summary>
    [Fact]
    public async Task Get_WhenAMessageChangesWhileItIsRead_ThenThereIsMoreToAskFor()
    {
        var messages = await SendAsync(3);
        var hasReacted = false;
        changes.BeforeRead = async () =>
        {
            if (!hasReacted)
            {
                hasReacted = true;
                await service.ReactAsync(Samples.Bob, messages[1]);
            }
        };

        var page = await GetAsync(Query);

        Assert.Equal([1L, 3], page.Items.Select(item => item.Change));
        Assert.Equal((3L, true, false), Summary(page));
        var rest = await GetAsync(Query with { After = 3 });
        Assert.Equal((4L, false), (Assert.Single(rest.Items).Change, rest.HasMore));
    }

    /// <summary>
    /// Whatever happens between any two reads: the state of any change, and what has changed since, is the state of the last change that is told.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Get_WhenTheChatChangesAllTheTime_ThenWhatIsGivenIsTheStateOfTheLastChange(int seed)
    {
        var random = new Random(seed);
        var states = new List<Dictionary<long, Message>> { new() };
        for (var i = 0; i < 25; i++)
            await ChangeAsync(random, states);
        changes.BeforeRead = async () =>
        {
            for (var i = random.Next(3); i > 0; i--)
                await ChangeAsync(random, states);
        };

        for (var from = 0; from <= 25; from += 1 + random.Next(8))
        {
            var state = states[from].ToDictionary();
            long after = from;
            ChangesPage page;
            do
            {
                page = await GetAsync(Query with { After = after, Limit = 3 + random.Next(12) });
                foreach (var item in page.Items)
                    state[item.Message!.Message.Sequence] = item.Message.Message.GetReadable();
                Assert.True(!page.HasMore || page.Items.Count > 0);
                Assert.Equal(page.Items.OrderBy(item => item.Change), page.Items);
                after = page.Items.Count == 0 ? after : page.Items[^1].Change;
            }
            while (page.HasMore);

            var expected = states[(int)page.LastChange];
            Assert.Equal(expected.Keys.Order(), state.Keys.Order());
            Assert.All(expected, message => Assert.Same(message.Value, state[message.Key]));
        }
    }

    private ChangesReader NewReader() => new(
        changes,
        service.Store.MessageRepository,
        new ChatViewComposer(service.Store.MessageRepository, service.Store.UserRepository, service.Store.ChatSettingsRepository, service.Time));

    /// <summary>However many messages were altered later, a page looks at no more than it may: at the start, in the middle, and at the end.</summary>
    [Theory]
    [InlineData(40)]
    [InlineData(400)]
    public async Task Get_WhenNearlyAllWereAlteredLater_ThenEachPageLooksAtSoManyAndNothingIsLeftOut(int altered)
    {
        const int MostLooks = 16;
        var messages = await SendAsync(altered + 1);
        foreach (var message in messages.SkipLast(1))
            await service.ReactAsync(Samples.Bob, message);
        await SendAsync(3);
        var chat = service.Store.Chat(Samples.Team)!;
        var reader = NewReader();

        var state = new Dictionary<long, long>();
        var after = 0L;
        for (var hasMore = true; hasMore;)
        {
            changes.Looks.Clear();
            var page = await reader.ReadAsync(chat, Bob, after, new PageRoom(3, MostLooks), default);
            Assert.InRange(changes.Looks.Count, 1, 2);
            Assert.All(changes.Looks, looks => Assert.InRange(looks, 1, MostLooks));
            Assert.InRange(page.Items.Count, 1, 3);
            Assert.True(page.Items[0].Change > after);
            Assert.Equal(page.Items.OrderBy(item => item.Change), page.Items);
            foreach (var item in page.Items)
                state[item.Message!.Message.Sequence] = item.Change;
            (after, hasMore) = (page.Items[^1].Change, page.HasMore);
        }

        Assert.Equal(
            service.Store.Messages.Where(message => message.ChatId == Samples.Team).Select(message => (message.Sequence, message.Change)).Order(),
            state.Select(item => (item.Key, item.Value)).Order());
    }

    /// <summary>The mark of how far a page has come is a message as it is now, and comes again in its place.</summary>
    [Theory]
    [InlineData(4, "4", true)]
    [InlineData(5, "5", true)]
    public async Task Get_WhenNothingIsFoundInAllItsLooks_ThenTheLastMessageMarksHowFarItHasCome(int looks, string items, bool hasMore)
    {
        foreach (var message in await SendAsync(6))
            await service.ReactAsync(Samples.Bob, message);
        var reader = NewReader();
        var chat = service.Store.Chat(Samples.Team)!;

        var page = await reader.ReadAsync(chat, Bob, 0, new PageRoom(100, looks), default);

        Assert.Equal(items, string.Join(' ', page.Items.Select(item => item.Change)));
        Assert.Equal((12L, hasMore, false), Summary(page));
        Assert.Equal((looks, 6L + looks), (page.Items[0].Message!.Message.Sequence, page.Items[0].Message!.Message.Change));
        // One look more, and all are known.
        page = await reader.ReadAsync(chat, Bob, 0, new PageRoom(100, 6), default);
        Assert.Equal([7L, 8, 9, 10, 11, 12], page.Items.Select(item => item.Change));
        Assert.Equal((12L, false, false), Summary(page));
    }

    /// <summary>What a chat has looked at is not left for the next one of the same answer.</summary>
    [Fact]
    public async Task Read_WhenTheLooksAreUsedUp_ThenThereIsMoreAndNothingIsRead()
    {
        foreach (var message in await SendAsync(6))
            await service.ReactAsync(Samples.Bob, message);
        var reader = NewReader();
        var chat = service.Store.Chat(Samples.Team)!;
        var room = new PageRoom(100, 5);
        await reader.ReadAsync(chat, Bob, 0, room, default);
        Assert.Equal(0, room.Looks);
        var reads = changes.Reads;

        var page = await reader.ReadAsync(chat, Bob, 0, room, default);

        Assert.Equal((0, true, reads), (page.Items.Count, page.HasMore, changes.Reads));
    }

    [Fact]
    public async Task Get_WhenTheRequestIsWrong_ThenIsRefused()
    {
        Assert.Equal("chat.not_a_member", await service.RefusalAsync(Callers.Person(Samples.Eve), Query));
        Assert.Equal("chat.not_found", await service.RefusalAsync(Callers.Person(Samples.Ada), Query with { ChatId = Samples.NoChat.ToString() }));
        Assert.Equal("validation.chatId.format", await service.RefusalAsync(Callers.Person(Samples.Ada), Query with { ChatId = "1" }));
        Assert.Equal("validation.after.range", await service.RefusalAsync(Callers.Person(Samples.Ada), Query with { After = -1 }));
        Assert.Equal("validation.limit.range", await service.RefusalAsync(Callers.Person(Samples.Ada), Query with { Limit = 0 }));
        Assert.Equal("validation.limit.range", await service.RefusalAsync(Callers.Person(Samples.Ada), Query with { Limit = 101 }));
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, Query));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(Samples.Nobody), Query));
        Assert.Equal("chat.not_a_member", await service.RefusalAsync(Callers.Service(Samples.Eve), Query));
        Assert.Equal("chat.not_found", await service.RefusalAsync(Callers.Service(), Query with { ChatId = Samples.NoChat.ToString() }));
        Assert.Equal("validation.after.range", await service.RefusalAsync(Callers.Service(), Query with { After = -1 }));
    }

    /// <summary>Whoever came late is told anew what they ask for from before; a backend that acts for nobody has no line.</summary>
    [Theory]
    [InlineData(0L, "3 4", false)]
    [InlineData(2L, "3 4", false)]
    [InlineData(3L, "4", false)]
    [InlineData(4L, "", false)]
    [InlineData(5L, "3 4", true)]
    public async Task Get_WhenABackendAsksForNobody_ThenItIsGivenFromAnyChangeOnAndNothingIsItsOwn(long after, string items, bool reset)
    {
        foreach (var message in await SendAsync(2))
            await service.ReactAsync(Samples.Bob, message);
        var chat = service.Store.Chat(Samples.Team)!;
        var late = new ChatReader(Samples.Eve, ReadsAll: false);
        service.Store.Put(WithMember(chat, new Member(Samples.Eve, 2) { Line = 2, LineChange = 3 }));

        var page = await service.SendAsync(Callers.Service(), Query with { After = after });

        Assert.Equal((4L, reset), (page.LastChange, page.Reset));
        Assert.Equal(items, string.Join(' ', page.Items.Select(item => item.Change)));
        Assert.All(page.Items, item => Assert.Null(item.Message!.Viewer));
        Assert.Equal(after == 2 || reset, (await NewReader().ReadAsync(service.Store.Chat(Samples.Team)!, late, after, new PageRoom(100), default)).Reset);
    }

    private static Chat WithMember(Chat chat, Member member) => Chat.Restore(
        new ChatState(chat.Id, chat.Kind, chat.Title, chat.Revision, chat.LastSequence, chat.CreatedAt, chat.UpdatedAt) { AlterationCount = chat.AlterationCount }, [.. chat.Members, member]);

    private static (long LastChange, bool HasMore, bool Reset) Summary(ChangesPage page) => (page.LastChange, page.HasMore, page.Reset);

    private Task<ChangesPage> GetAsync(GetChangesQuery query) => service.SendAsync(Callers.Person(Samples.Bob), query);

    private async Task<List<Message>> SendAsync(int count)
    {
        var messages = new List<Message>();
        for (var i = 0; i < count; i++)
            messages.Add(await service.SendAsync(Samples.Ada, Samples.Team));
        return messages;
    }

    /// <summary>Does something that may change the chat, and notes the state that it leads to.</summary>
    private async Task ChangeAsync(Random random, List<Dictionary<long, Message>> states)
    {
        var present = states[^1];
        Message next;
        if (present.Count == 0 || random.Next(3) == 0)
        {
            next = (await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada, $"{states.Count}"))).Message;
        }
        else
        {
            var message = present[1 + random.Next(present.Count)];
            AlterationIntent intent = random.Next(8) switch
            {
                0 => new DeleteIntent(message, Samples.Ada),
                < 4 when !message.IsDeleted => new EditIntent(message, Samples.Ada, new MessageEdit(Change<string>.To($"{states.Count}"), default)),
                < 6 => new PinIntent(message, Samples.Ada, IsSet: message is { IsDeleted: false, Life.PinnedAt: null }),
                _ => new ReactionIntent(message, Samples.Bob, "👍", IsSet: !message.IsDeleted && message.Life.Reactions.Count == 0),
            };
            next = (await engine.CommitAsync(intent)).Message;
        }

        if (next.Change == states.Count)
            states.Add(new Dictionary<long, Message>(present) { [next.Sequence] = next });
    }
}
