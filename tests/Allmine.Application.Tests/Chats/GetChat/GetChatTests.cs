using Allmine.Application.Chats;
using Allmine.Application.Chats.GetChat;
using Allmine.Application.Chats.SetSettings;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Application.Tests.Chats.GetChat;

public sealed class GetChatTests
{
    private static readonly GetChatQuery Query = new(Samples.Team.ToString());

    private readonly Service service = new();

    [Fact]
    public async Task Get_WhenAMemberAsks_ThenItIsAsTheMemberSeesIt()
    {
        await MuteAsync(Samples.Bob);
        await service.ReactAsync(Samples.Ada, await service.SendAsync(Samples.Ada, Samples.Team));

        foreach (var caller in new[] { Callers.Person(Samples.Bob), Callers.Service(Samples.Bob) })
        {
            var view = await service.SendAsync(caller, Query);

            Assert.Equal((1L, new ChatSettingsView(true, null, false, false), Samples.Bob), (view.UnreadCount, view.Settings, view.LastMessage!.Viewer!.Value));
            Assert.Null(view.Mutings);
        }
    }

    [Fact]
    public async Task Get_WhenABackendAsksForNobody_ThenNothingInItIsAReadersOwn()
    {
        await MuteAsync(Samples.Bob);
        var sent = await service.ReactAsync(Samples.Ada, await service.SendAsync(Samples.Ada, Samples.Team));

        var view = await service.SendAsync(Callers.Service(), Query);

        Assert.Equal((0L, 0L, null), (view.UnreadCount, view.UnreadMentions, view.Settings));
        Assert.Same(sent, view.LastMessage!.Message.Readable);
        Assert.Null(view.LastMessage.Viewer);
        Assert.Equal([Samples.Ada, Samples.Bob, Samples.Cem], view.Members.Select(member => member.Id));
        Assert.Equal([new MutingView(false, null), new MutingView(true, null), new MutingView(false, null)], view.Mutings!);
    }

    /// <summary>The last moment at which it is muted, and the first at which it is not.</summary>
    [Theory]
    [InlineData(59_999, true)]
    [InlineData(60_000, false)]
    public async Task Get_WhenAMutingEnds_ThenItReadsFalseFromThatMomentOn(int milliseconds, bool muted)
    {
        await MuteAsync(Samples.Cem, "2026-01-15T12:01:00.000Z");
        service.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));

        var view = await service.SendAsync(Callers.Service(), Query);

        Assert.Equal(new MutingView(muted, Samples.Noon.AddMinutes(1)), view.Mutings![2]);
    }

    [Fact]
    public async Task Get_WhenAMembersSettingsCantBeRead_ThenTheirsAreUnknownAndTheOthersAreThere()
    {
        await MuteAsync(Samples.Ada);
        await MuteAsync(Samples.Bob);
        service.Store.SpoilSettings(Samples.Ada, Samples.Team);

        Assert.Equal([null, new MutingView(true, null), new MutingView(false, null)], (await service.SendAsync(Callers.Service(), Query)).Mutings!);
        Assert.Equal("record.unreadable", await service.RefusalAsync(Callers.Person(Samples.Ada), Query));
    }

    [Fact]
    public async Task Get_WhenEverybodyHasLeft_ThenABackendReadsItAllTheSame()
    {
        var sent = await service.SendAsync(Samples.Ada, Samples.Team);
        service.Store.SetMembers(Samples.Team, []);

        var view = await service.SendAsync(Callers.Service(), Query);

        Assert.Empty(view.Members);
        Assert.Empty(view.Mutings!);
        Assert.Same(sent, view.LastMessage!.Message.Readable);
    }

    /// <summary>A member or not, as for everybody else.</summary>
    [Fact]
    public async Task Get_WhenABackendActsForASystemUser_ThenNoMutingIsTold()
    {
        var system = Id<User>.Parse("64d15f9e2e6c8f4d5a555555");
        service.Store.Put(new User(system, Username.From("Support"), null, UserKind.System));
        await MuteAsync(Samples.Bob);

        var view = await service.SendAsync(Callers.Service(system), Query);

        Assert.Equal((null, null), (view.Mutings, view.Settings));
    }

    [Fact]
    public async Task Get_WhenTheChatCantBeRead_ThenItIsSaid()
    {
        service.Store.SpoilChat(Samples.Team);

        Assert.Equal("record.unreadable", await service.RefusalAsync(Callers.Service(), Query));
    }

    [Fact]
    public async Task Get_WhenTheLastMessageCantBeRead_ThenItHasItsPlace()
    {
        var sent = await service.SendAsync(Samples.Ada, Samples.Team);
        service.Store.SpoilMessage(sent.Id);

        Assert.Equal(sent.Id, (await service.SendAsync(Callers.Service(), Query)).LastMessage!.Message.Unreadable!.Id);
    }

    [Fact]
    public async Task Get_WhenTheRequestIsWrong_ThenIsRefused()
    {
        Assert.Equal("chat.not_a_member", await service.RefusalAsync(Callers.Person(Samples.Eve), Query));
        Assert.Equal("chat.not_a_member", await service.RefusalAsync(Callers.Service(Samples.Eve), Query));
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, Query));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Nobody), Query));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(Samples.Nobody), Query));
        foreach (var caller in new[] { Callers.Person(Samples.Ada), Callers.Service() })
        {
            Assert.Equal("chat.not_found", await service.RefusalAsync(caller, new GetChatQuery(Samples.NoChat.ToString())));
            Assert.Equal("validation.chatId.format", await service.RefusalAsync(caller, new GetChatQuery("1")));
        }
    }

    private Task<ChatSettingsView> MuteAsync(Id<User> user, string? until = null) => service.SendAsync(
        Callers.Person(user), new SetSettingsCommand(Samples.Team.ToString(), Muted: true, until is null ? default : Change<string>.To(until), null, null));
}
