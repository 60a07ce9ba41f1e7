using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Chats;

/// <summary>One's own settings of a chat, and the lists that they part, on either store.</summary>
/// <inheritdoc cref="ChatContract" path="/param"/>
public abstract class SettingsContract(Service? service) : ChatContract(service)
{
    private const string Later = "2130-01-01T00:00:00.000Z";

    [SkippableFact]
    public async Task Settings_WhenChanged_ThenWhatIsLeftOutStaysAndNobodyElseHasThem()
    {
        var (owner, member, _, chatId, _) = await NewGroupAsync();
        var before = await ChatAsync(owner, chatId);

        Assert.Equal("""{"muted":true,"mutedUntil":null,"archived":false,"pinned":false}""", (await SetAsync(member, chatId, """{ "muted": true }""")).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(
            $$"""{"muted":true,"mutedUntil":"{{Later}}","archived":false,"pinned":true}""",
            (await SetAsync(member, chatId, $$"""{ "mutedUntil": "{{Later}}", "pinned": true }""")).Expect(HttpStatusCode.OK).Text);
        Assert.Equal("""{"muted":true,"mutedUntil":null,"archived":false,"pinned":true}""", (await SetAsync(member, chatId, """{ "mutedUntil": null }""")).Expect(HttpStatusCode.OK).Text);
        var settings = (await SetAsync(member, chatId, """{ "archived": true }""")).Expect(HttpStatusCode.OK).Text;

        Assert.Equal("""{"muted":true,"mutedUntil":null,"archived":true,"pinned":true}""", settings);
        Assert.Equal(settings, (await SetAsync(member, chatId, "{}")).Expect(HttpStatusCode.OK).Text);
        Assert.Equal(settings, (await ChatAsync(member, chatId))["settings"].GetRawText());
        Assert.Equal(before.Text, (await ChatAsync(owner, chatId)).Text);
    }

    [SkippableFact]
    public async Task Muting_WhenItIsTakenBackOrOver_ThenIsNoMore()
    {
        var (_, member, _, chatId, _) = await NewGroupAsync();
        (await SetAsync(member, chatId, $$"""{ "mutedUntil": "{{Later}}" }""")).Expect(HttpStatusCode.OK);

        Assert.Equal("""{"muted":false,"mutedUntil":null,"archived":false,"pinned":false}""", (await SetAsync(member, chatId, """{ "muted": false }""")).Expect(HttpStatusCode.OK).Text);
        Assert.False((await SetAsync(member, chatId, """{ "mutedUntil": "2020-01-01T00:00:00.000Z" }""")).Expect(HttpStatusCode.OK)["muted"].GetBoolean());
        Assert.False((await ChatAsync(member, chatId))["settings.muted"].GetBoolean());
    }

    [SkippableFact]
    public async Task Settings_WhenTheCallIsBad_ThenIsRefused()
    {
        var (_, member, _, chatId, _) = await NewGroupAsync();

        (await SetAsync(member, chatId, """{ "mutedUntil": "tomorrow" }""")).ExpectError(400, "validation.mutedUntil.format");
        (await SetAsync(member, chatId, """{ "muted": "yes" }""")).ExpectError(400, "validation.muted.wrong_type");
        (await SetAsync(member, chatId, """{ "hidden": true }""")).ExpectError(400, "validation.hidden.unknown");
        (await SetAsync(await Service.NewUserAsync(), chatId, """{ "muted": true }""")).ExpectError(403, "chat.not_a_member");
        (await SetAsync(member, Tokens.NewId(), """{ "muted": true }""")).ExpectError(404, "chat.not_found");
    }

    [SkippableTheory]
    [InlineData("message", false)]
    [InlineData("own message", false)]
    [InlineData("line", false)]
    [InlineData("message", true)]
    public async Task Archived_WhenSomethingIsSent_ThenEndsUnlessMuted(string what, bool muted)
    {
        var (owner, member, _, chatId, _) = await NewGroupAsync();
        (await SetAsync(member, chatId, muted ? """{ "archived": true, "muted": true }""" : """{ "archived": true }""")).Expect(HttpStatusCode.OK);
        Assert.Empty(await ListAsync(member));
        Assert.Equal([chatId], await ListAsync(member, archived: true));
        Assert.Equal([chatId], await ListAsync(owner));

        if (what == "line")
            (await PatchAsync(owner, chatId, """{ "title": "x" }""")).Expect(HttpStatusCode.OK);
        else
            await SendAsync(what == "message" ? owner : member, chatId);

        Assert.Equal(muted, (await ChatAsync(member, chatId))["settings.archived"].GetBoolean());
        Assert.Equal(muted ? [] : [chatId], await ListAsync(member));
        Assert.Equal(muted ? [chatId] : [], await ListAsync(member, archived: true));
    }

    [SkippableFact]
    public async Task Settings_WhenSomebodyComesBack_ThenSayWhatANewMemberHas()
    {
        var (owner, member, _, chatId, _) = await NewGroupAsync();
        (await SetAsync(member, chatId, """{ "muted": true, "archived": true, "pinned": true }""")).Expect(HttpStatusCode.OK);
        (await LeaveAsync(member, chatId)).Expect(HttpStatusCode.NoContent);
        Assert.Empty(await ListAsync(member, archived: true));

        (await AddAsync(owner, chatId, member.UserId)).Expect(HttpStatusCode.Created);

        // Whether they are kept or not, the list and the chat say the same.
        var isArchived = (await ChatAsync(member, chatId))["settings.archived"].GetBoolean();
        Assert.Equal([chatId], await ListAsync(member, isArchived));
        Assert.Empty(await ListAsync(member, !isArchived));
    }

    /// <summary>Of twelve chats every third is archived for good, and between the pages members come, go and write.</summary>
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task List_WhenMembersComeAndGoBetweenThePages_ThenEachChatComesOnce(bool archived)
    {
        var (user, owner, guest) = (await Service.NewUserAsync(), await Service.NewUserAsync(), await Service.NewUserAsync());
        var chats = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            var made = await owner.PostAsync(ChatsPath, $$"""{ "memberIds": ["{{user.UserId}}"], "title": "{{i}}" }""");
            chats.Add(made.Expect(HttpStatusCode.Created)["_id"].GetString()!);
            if (i % 3 == 0 || archived)
                (await SetAsync(user, chats[i], """{ "archived": true, "muted": true }""")).Expect(HttpStatusCode.OK);
        }

        var isListed = chats.Where((_, index) => archived || index % 3 != 0).ToList();
        // The oldest of them is met last, unless the user has been removed by then.
        var removed = isListed[0];
        var met = new List<string>();
        string? cursor = null;
        for (var pages = 0; pages == 0 || cursor is not null; pages++)
        {
            var page = (await user.GetAsync($"{ChatsPath}?limit=2&archived={(archived ? "true" : "false")}{(cursor is null ? "" : $"&cursor={cursor}")}")).Expect(HttpStatusCode.OK);
            met.AddRange(IdsOf(page));
            cursor = page["nextCursor"].GetString();
            // Both one that was met by then and one that was not move to the front.
            foreach (var chatId in new[] { isListed[^1], isListed[1] })
            {
                (await AddAsync(owner, chatId, guest.UserId)).Expect(HttpStatusCode.Created);
                (await RemoveAsync(owner, chatId, guest.UserId)).Expect(HttpStatusCode.NoContent);
            }

            if (pages == 0)
                (await RemoveAsync(owner, removed, user.UserId)).Expect(HttpStatusCode.NoContent);
            Assert.InRange(pages, 0, 30);
        }

        Assert.Equal(isListed[1..].Order(), met.Order());
    }

    private static async Task<IEnumerable<string>> ListAsync(Caller caller, bool archived = false) =>
        IdsOf((await caller.GetAsync(archived ? $"{ChatsPath}?archived=true" : ChatsPath)).Expect(HttpStatusCode.OK));
}
