using System.Net;
using System.Text;
using Allmine.Api.Tests.Events;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Releases.RollOuts;

/// <summary>Groups beside the last release: what one program has changed of them holds at the other at once.</summary>
[Collection(nameof(SideBySideGroup))]
public sealed class SideBySideReleaseGroupTests(SideBySide pairs)
{
    private const string Chats = "/api/v2/chats";

    private const string History = "/api/v2/messages/chat";

    public static TheoryData<RollOut> RollOuts => [RollOut.LastReleaseFirst, RollOut.PresentFirst];

    /// <summary>Whoever was removed gets nothing more of it there, and whoever was added nothing of what was before.</summary>
    [SkippableTheory]
    [MemberData(nameof(RollOuts))]
    public async Task Group_WhenThePresentProgramHasChangedIt_ThenThatHoldsAtTheLastRelease(RollOut rollOut)
    {
        var (old, present) = Nodes(rollOut);
        var (owner, goes, comes) = (await old.NewUserAsync(), await old.NewUserAsync(), await old.NewUserAsync());
        var chat = await MakeAsync(old, owner, goes);
        // In the memory of both nodes.
        var secret = await SendAsync(old, owner, chat, "before");
        await SendAsync(present, owner, chat, "between");

        (await present.User(owner).SendAsync(HttpMethod.Delete, $"{Chats}/{chat}/members/{goes}", null)).Expect(HttpStatusCode.NoContent);
        (await present.User(owner).PutAsync($"{Chats}/{chat}/members/{comes}", "{}")).Expect(HttpStatusCode.Created);

        (await old.User(goes).SendAsync(Text(chat, "late"))).ExpectError(403, "chat.not_a_member");
        (await old.User(goes).GetAsync($"/api/v2/messages/{secret}")).ExpectError(404, "message.not_found");
        (await old.User(comes).GetAsync($"/api/v2/messages/{secret}")).ExpectError(404, "message.not_found");
        await SendAsync(old, comes, chat, "here");
        Assert.Equal([4, 5], await NumbersAsync(present, comes, chat));
        await pairs.Demand(rollOut).ExpectSoundAsync();
    }

    /// <summary>Its listeners hear of the change, and of what comes after it.</summary>
    [SkippableTheory]
    [MemberData(nameof(RollOuts))]
    public async Task Listen_WhenAGroupHasChanged_ThenTheLastReleaseTellsOfIt(RollOut rollOut)
    {
        var (old, present) = Nodes(rollOut);
        var (owner, stays, comes) = (await old.NewUserAsync(), await old.NewUserAsync(), await old.NewUserAsync());
        var chat = await MakeAsync(present, owner, stays);
        await using var listener = await EventListening.OpenAsync(old.Address, Tokens.ForUser(stays), null);
        await listener.NextAsync();

        (await present.User(owner).PutAsync($"{Chats}/{chat}/members/{comes}", "{}")).Expect(HttpStatusCode.Created);
        await SendAsync(present, owner, chat, "after");

        var heard = new List<string?>();
        while (heard.LastOrDefault() != "after")
            heard.Add((await listener.NextEventAsync()).Json is var json && json.TryGetProperty("content", out var content) ? content.GetString() : null);
        // The line, the chat, and the message; the making of the chat may come before them.
        Assert.InRange(heard.Count, 3, 4);
    }

    /// <summary>A group that the present program has made is one that the last release reads and sends in, and what it sends counts in what changes later.</summary>
    [SkippableTheory]
    [MemberData(nameof(RollOuts))]
    public async Task Group_WhenItHasNotChanged_ThenWhatTheLastReleaseSendsCounts(RollOut rollOut)
    {
        var (old, present) = Nodes(rollOut);
        var (owner, member) = (await old.NewUserAsync(), await old.NewUserAsync());
        var chat = await MakeAsync(present, owner, member);
        await SendAsync(old, member, chat, "1");
        await SendAsync(present, owner, chat, "2");
        await SendAsync(old, member, chat, "3");

        (await present.User(owner).SendAsync(HttpMethod.Patch, $"{Chats}/{chat}", Json("""{ "title": "Another" }"""))).Expect(HttpStatusCode.OK);

        Assert.Equal([1, 2, 3, 4], await NumbersAsync(present, member, chat));
        var changed = (await present.User(owner).GetAsync($"{Chats}/{chat}")).Expect(HttpStatusCode.OK);
        Assert.Equal((4, 5), (changed["lastSequence"].GetInt32(), changed["lastChange"].GetInt32()));
        await pairs.Demand(rollOut).ExpectSoundAsync();
    }

    /// <summary>A block that the last release has set or taken back is so in the list of the present program.</summary>
    [SkippableTheory]
    [MemberData(nameof(RollOuts))]
    public async Task Blocks_WhenTheLastReleaseHasSetSomeAndTakenBackSome_ThenTheListHasThem(RollOut rollOut)
    {
        var (old, present) = Nodes(rollOut);
        var user = await old.NewUserAsync();
        string[] others = [await old.NewUserAsync(), await old.NewUserAsync(), await old.NewUserAsync()];
        await BlockAsync(old, HttpMethod.Put, user, others[0]);
        await BlockAsync(present, HttpMethod.Put, user, others[1]);
        await BlockAsync(present, HttpMethod.Put, user, others[2]);
        await BlockAsync(old, HttpMethod.Delete, user, others[1]);

        var list = (await present.User(user).GetAsync("/api/v2/blocks")).Expect(HttpStatusCode.OK);

        Assert.Equal([others[2], others[0]], list["items"].EnumerateArray().Select(item => item.GetProperty("_id").GetString()));
    }

    private static async Task BlockAsync(ReleaseNode node, HttpMethod method, string user, string other) =>
        (await node.User(user).SendAsync(method, $"/api/v2/blocks/{other}", null)).Expect(HttpStatusCode.NoContent);

    private static async Task<string> MakeAsync(ReleaseNode node, string owner, params string[] others)
    {
        var body = $$"""{ "memberIds": [{{string.Join(", ", others.Select(id => $"\"{id}\""))}}], "title": "Group" }""";
        return (await node.User(owner).PostAsync(Chats, body)).Expect(HttpStatusCode.Created)["_id"].GetString()!;
    }

    private static async Task<string> SendAsync(ReleaseNode node, string sender, string chat, string content) =>
        (await node.User(sender).SendAsync(Text(chat, content))).Expect(HttpStatusCode.Created)["_id"].GetString()!;

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static string Text(string chat, string content) => $$"""{ "chatId": "{{chat}}", "type": "text", "content": "{{content}}" }""";

    private static async Task<IEnumerable<int>> NumbersAsync(ReleaseNode node, string reader, string chat) =>
        (await node.User(reader).GetAsync($"{History}/{chat}?after=0")).Expect(HttpStatusCode.OK)["items"].EnumerateArray().Select(item => item.GetProperty("sequence").GetInt32()).ToList();

    private (ReleaseNode Old, ReleaseNode Present) Nodes(RollOut rollOut)
    {
        var nodes = pairs.Demand(rollOut);
        return (nodes.Of(Build.LastRelease), nodes.Of(Build.Present));
    }
}
