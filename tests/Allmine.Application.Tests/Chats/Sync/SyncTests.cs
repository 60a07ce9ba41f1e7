using Allmine.Application.Chats.Sync;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Tests.Fakes;
using Allmine.Application.Validation;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Microsoft.Extensions.DependencyInjection;

namespace Allmine.Application.Tests.Chats.Sync;

public sealed class SyncTests
{
    private readonly HookedChanges changes;
    private readonly Service service;

    public SyncTests()
    {
        var store = Samples.Store();
        changes = new HookedChanges(store.ChangeRepository);
        service = new Service { Store = store, Customize = services => services.AddSingleton<IChangeRepository>(changes) };
    }

    [Fact]
    public async Task Sync_WhenSeveralChatsHaveChanged_ThenEachIsToldInTheOrderAsked()
    {
        var first = await service.SendAsync(Samples.Ada, Samples.Team);
        await service.SendAsync(Samples.Ada, new SendMessageCommand("text", Samples.Team.ToString(), null, "Hello", null, null, null, null, false) { Mentions = [Samples.Bob.ToString()] });
        await service.EditAsync(first, "edited");
        await service.SendAsync(Samples.Ada, Samples.Two);

        var result = await SyncAsync((Samples.Two, 0), (Samples.Team, 1));

        Assert.Empty(result.Gone);
        Assert.Equal([Samples.Two, Samples.Team], result.Chats.Select(chat => chat.ChatId));
        Assert.Equal([1L], result.Chats[0].Changes.Items.Select(item => item.Change));
        Assert.Equal([2L, 3], result.Chats[1].Changes.Items.Select(item => item.Change));
        Assert.Equal((3L, false, false), (result.Chats[1].Changes.LastChange, result.Chats[1].Changes.HasMore, result.Chats[1].Changes.Reset));
        Assert.Equal([(1L, 0L), (2, 1)], result.Chats.Select(chat => (chat.UnreadCount, chat.UnreadMentions)));
    }

    [Fact]
    public async Task Sync_WhenChatsAreNotTheCallers_ThenTheyAreGone()
    {
        await service.SendAsync(Samples.Ada, Samples.Two);
        service.Store.SetMembers(Samples.Two, [Samples.Ada]);
        await service.SendAsync(Samples.Ada, Samples.Team);
        var direct = await service.SendToAsync(Samples.Ada, Samples.Cem);

        var result = await SyncAsync((Samples.NoChat, 0), (Samples.Team, 1), (Samples.Two, 0), (direct.ChatId, 0));

        Assert.Equal([Samples.NoChat, Samples.Two, direct.ChatId], result.Gone);
        Assert.Equal(Samples.Team, Assert.Single(result.Chats).ChatId);
    }

    [Fact]
    public async Task Sync_WhenThereIsNothingNew_ThenNothingOfTheChatIsRead()
    {
        await service.EditAsync(await service.SendAsync(Samples.Ada, Samples.Team), "edited");

        var chat = Assert.Single((await SyncAsync((Samples.Team, 2))).Chats);

        Assert.Equal(0, changes.Reads);
        Assert.Empty(chat.Changes.Items);
        Assert.Equal((2L, false, false, 1L), (chat.Changes.LastChange, chat.Changes.HasMore, chat.Changes.Reset, chat.UnreadCount));
    }

    [Fact]
    public async Task Sync_WhenAChatIsBehindWhatIsKnown_ThenItBeginsAnew()
    {
        await service.SendAsync(Samples.Ada, Samples.Team);

        var chat = Assert.Single((await SyncAsync((Samples.Team, 2))).Chats);

        Assert.Equal((1, true, false), (chat.Changes.Items.Count, chat.Changes.Reset, chat.Changes.HasMore));
    }

    [Theory]
    [InlineData(499, 1, "499 1", "False False")]
    [InlineData(499, 2, "499 1", "False True")]
    [InlineData(500, 1, "500 0", "False True")]
    [InlineData(501, 1, "500 0", "True True")]
    public async Task Sync_WhenThereAreMoreThanFiveHundred_ThenWhatIsLeftHasNoRoom(int ofFirst, int ofSecond, string items, string hasMore)
    {
        Put(Samples.Team, ofFirst);
        Put(Samples.Two, ofSecond);

        var result = await SyncAsync((Samples.Team, 0), (Samples.Two, 0));

        Assert.Equal(items, string.Join(' ', result.Chats.Select(chat => chat.Changes.Items.Count)));
        Assert.Equal(hasMore, string.Join(' ', result.Chats.Select(chat => chat.Changes.HasMore)));
        Assert.Equal([ofFirst, ofSecond], result.Chats.Select(chat => (int)chat.Changes.LastChange));
    }

    [Fact]
    public async Task Sync_WhenTheMessagesAreLong_ThenAllChatsTogetherEndAtOneMebibyte()
    {
        var small = (await service.SendToAsync(Samples.Ada, Samples.Bob)).ChatId;
        for (var i = 0; i < 30; i++)
        {
            await service.SendAsync(Samples.Ada, Samples.Team, new string('"', 5000));
            await service.SendAsync(Samples.Ada, Samples.Two, new string('"', 5000));
        }

        var result = await SyncAsync((Samples.Team, 0), (Samples.Two, 0), (small, 0));

        Assert.Equal((30, false), (result.Chats[0].Changes.Items.Count, result.Chats[0].Changes.HasMore));
        Assert.InRange(result.Chats[1].Changes.Items.Count, 1, 10);
        Assert.True(result.Chats[1].Changes.HasMore);
        // What came before it found no room: what comes after it gets none, however small.
        Assert.Equal((0, true), (result.Chats[2].Changes.Items.Count, result.Chats[2].Changes.HasMore));
    }

    /// <summary>Whoever holds it would let go of it.</summary>
    [Fact]
    public async Task Sync_WhenAChatCantBeRead_ThenItIsNotGone()
    {
        await service.SendAsync(Samples.Ada, Samples.Team);
        service.Store.SpoilChat(Samples.Team);

        Assert.Equal("record.unreadable", await service.RefusalAsync(Callers.Person(Samples.Bob), Command((Samples.Two, 0), (Samples.Team, 0))));
    }

    [Fact]
    public async Task Sync_WhenTheCallerIsNoUserOfTheDirectory_ThenIsRefused()
    {
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, Command((Samples.Team, 0))));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(), Command((Samples.Team, 0))));
    }

    [Fact]
    public void Command_WhenItBreaksARule_ThenIsRefused()
    {
        static KeyValuePair<string, long> Chat(int number, long change = 0) => new(number.ToString("x24", null), change);

        AssertFaults([Chat(1)]);
        AssertFaults([.. Enumerable.Range(1, 200).Select(number => Chat(number, long.MaxValue))]);
        AssertFaults(null, "validation.chats.required");
        AssertFaults([], "validation.chats.required");
        AssertFaults([.. Enumerable.Range(1, 201).Select(number => Chat(number))], "validation.chats.too_many");
        AssertFaults([Chat(1), Chat(2), Chat(1)], "validation.chats.duplicate");
        AssertFaults([new("1", 0)], "validation.chats.format");
        AssertFaults([Chat(1, -1)], "validation.chats.range");
    }

    private static SyncCommand Command(params (Id<Chat> Id, long LastChange)[] chats) => new([.. chats.Select(chat => KeyValuePair.Create(chat.Id.ToString(), chat.LastChange))]);

    private static void AssertFaults(KeyValuePair<string, long>[]? chats, params string[] codes) => Assert.Equal(
        codes, new SyncValidator().Validate(new SyncCommand(chats)).Errors.Select(failure => ErrorDetailRules.ToErrorDetail(failure).Name));

    private Task<SyncResult> SyncAsync(params (Id<Chat> Id, long LastChange)[] chats) => service.SendAsync(Callers.Person(Samples.Bob), Command(chats));

    /// <summary>So many messages at once.</summary>
    private void Put(Id<Chat> id, int count)
    {
        var chat = service.Store.Chat(id)!;
        for (var i = 0; i < count; i++)
        {
            var header = new MessageHeader(service.Ids.NewId<Message>(), id, chat.NextSequence, Samples.Ada, Samples.Noon);
            var message = Message.Text(header, MessageText.From("Hello"));
            chat.Append(message);
            service.Store.Put(message);
        }

        service.Store.Put(chat);
    }
}
