using System.Net;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Allmine.Api.Tests.Releases.Agreements;

namespace Allmine.Api.Tests.Releases.RollOuts;

/// <summary>Both programs show the same, and what one of them is told counts at the other.</summary>
[Collection(nameof(SideBySideGroup))]
public sealed class SideBySideReadTests(SideBySide pairs)
{
    private const string Chats = "/api/v2/chats";

    public static TheoryData<RollOut, Build> Ways => SideBySide.Ways;

    [SkippableTheory]
    [MemberData(nameof(Ways))]
    public async Task Read_WhenBothProgramsHaveSentAndMarked_ThenBothShowTheSame(RollOut rollOut, Build build)
    {
        var (first, second) = Nodes(rollOut, build);
        var (one, other) = (await first.NewUserAsync(), await second.NewUserAsync());
        var group = (await first.User(one).PostAsync(Chats, $$"""{ "memberIds": ["{{other}}"], "title": "Group" }""")).Expect(HttpStatusCode.Created);
        string? chat = null, message = null;
        for (var i = 0; i < 4; i++)
        {
            var node = i % 2 == 0 ? first : second;
            var sent = (await node.User(one).SendAsync(Bodies.Text(other, $"{i}"))).Expect(HttpStatusCode.Created);
            Assert.Equal(i + 1, sent["sequence"].GetInt32());
            (chat, message) = (sent["chatId"].GetString(), sent["_id"].GetString());
        }

        Assert.Equal(4, await UnreadAsync(second, other));
        await MarkAsync(first, other, chat!, 2);
        Assert.Equal(2, await UnreadAsync(second, other));
        await MarkAsync(second, other, chat!, 3);
        // A marker goes on only.
        await MarkAsync(first, other, chat!, 1);
        Assert.Equal(1, await UnreadAsync(first, other));

        var history = (await first.User(one).GetAsync($"/api/v2/messages/chat/{chat}?after=0")).Expect(HttpStatusCode.OK);
        Assert.Equal([1, 1, 1, 0], history["items"].EnumerateArray().Select(item => item.GetProperty("readBy").GetArrayLength()));
        foreach (var user in new[] { one, other })
        {
            string[] paths =
            [
                Chats, $"/api/v2/messages/chat/{chat}", $"/api/v2/messages/chat/{chat}?after=1&limit=2", $"/api/v2/messages/chat/{group["_id"].GetString()}",
                $"/api/v2/messages/{message}", $"/api/v2/blocks/{(user == one ? other : one)}",
            ];
            foreach (var path in paths)
                Agreement.Expect(build, (await first.User(user).GetAsync(path)).Expect(HttpStatusCode.OK), await second.User(user).GetAsync(path));
        }
    }

    [SkippableTheory]
    [InlineData(RollOut.LastReleaseFirst)]
    [InlineData(RollOut.PresentFirst)]
    public async Task Pages_WhenTakenFromBothProgramsInTurns_ThenEachItemComesOnce(RollOut rollOut)
    {
        var nodes = pairs.Demand(rollOut);
        var (first, second) = (nodes.Of(Build.LastRelease), nodes.Of(Build.Present));
        var user = await first.NewUserAsync();
        for (var i = 0; i < 5; i++)
        {
            (await second.User(user).SendAsync(Bodies.Text(await second.NewUserAsync(), "x"))).Expect(HttpStatusCode.Created);
            (await first.GrantAsync(user, 1, Tokens.NewId())).Expect(HttpStatusCode.Created);
        }

        foreach (var path in new[] { Chats, "/api/v2/users/me/transactions" })
        {
            Assert.Equal(5, await CountAsync(first, second, user, path));
            Assert.Equal(5, await CountAsync(second, first, user, path));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Ways))]
    public async Task Block_WhenSetAtOneProgram_ThenCountsAtTheOtherUntilItIsLifted(RollOut rollOut, Build build)
    {
        var (first, second) = Nodes(rollOut, build);
        var (blocker, blocked) = (await first.NewUserAsync(), await first.NewUserAsync());
        // The chat is in the memory of both nodes.
        foreach (var node in new[] { first, second })
            (await node.User(blocked).SendAsync(Bodies.Text(blocker, "x"))).Expect(HttpStatusCode.Created);

        (await first.User(blocker).SendAsync(HttpMethod.Put, $"/api/v2/blocks/{blocked}", null)).Expect(HttpStatusCode.NoContent);

        foreach (var node in new[] { second, first })
            (await node.User(blocked).SendAsync(Bodies.Text(blocker, "x"))).ExpectError(403, "chat.blocked");
        Assert.True((await second.User(blocker).GetAsync($"/api/v2/blocks/{blocked}"))["blocked"].GetBoolean());
        (await second.User(blocker).SendAsync(HttpMethod.Delete, $"/api/v2/blocks/{blocked}", null)).Expect(HttpStatusCode.NoContent);
        foreach (var node in new[] { first, second })
            (await node.User(blocked).SendAsync(Bodies.Text(blocker, "x"))).Expect(HttpStatusCode.Created);
    }

    private static Task<Reply> MarkAsync(ReleaseNode node, string reader, string chat, int sequence) =>
        node.User(reader).PostAsync($"/api/v2/messages/chat/{chat}/read", $$"""{ "sequence": {{sequence}} }""");

    /// <summary>Of the reader's direct chat, which is above the group in the list: it has the newer message.</summary>
    private static async Task<int> UnreadAsync(ReleaseNode node, string reader) =>
        (await node.User(reader).GetAsync(Chats)).Expect(HttpStatusCode.OK)["items"][0].GetProperty("unreadCount").GetInt32();

    /// <summary>How many different items there are, two on a page, each page from the other node than the one before.</summary>
    private static async Task<int> CountAsync(ReleaseNode first, ReleaseNode second, string user, string path)
    {
        var met = new HashSet<string>();
        string? cursor = null;
        for (var pages = 0; pages == 0 || cursor is not null; pages++)
        {
            var node = pages % 2 == 0 ? first : second;
            var page = (await node.User(user).GetAsync($"{path}?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}")).Expect(HttpStatusCode.OK);
            Assert.All(page["items"].EnumerateArray(), item => Assert.True(met.Add(item.GetProperty("_id").GetString()!)));
            cursor = page["nextCursor"].GetString();
        }

        return met.Count;
    }

    private (ReleaseNode First, ReleaseNode Second) Nodes(RollOut rollOut, Build build)
    {
        var nodes = pairs.Demand(rollOut);
        return (nodes.Of(build), nodes.Beside(build));
    }
}
