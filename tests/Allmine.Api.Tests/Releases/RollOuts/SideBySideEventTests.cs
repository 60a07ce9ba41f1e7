using System.Net;
using Allmine.Api.Tests.Events;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Releases.Agreements;

namespace Allmine.Api.Tests.Releases.RollOuts;

/// <summary>A listener hears what either program commits, and goes on at the other program where it stopped.</summary>
[Collection(nameof(SideBySideGroup))]
public sealed class SideBySideEventTests(SideBySide pairs)
{
    public static TheoryData<RollOut, Build> Ways => SideBySide.Ways;

    [SkippableTheory]
    [MemberData(nameof(Ways))]
    public async Task Listen_WhenTheOtherProgramCommits_ThenBothTellTheSame(RollOut rollOut, Build build)
    {
        var (here, there) = Nodes(rollOut, build);
        var (sender, target) = (await there.NewUserAsync(credits: 100), await here.NewUserAsync());
        await using var listener = await ListenAsync(here, target);
        await using var other = await ListenAsync(there, target);
        await listener.NextAsync();
        await other.NextAsync();

        var sent = (await there.User(sender).SendAsync(Bodies.Text(target, "Merhaba"))).Expect(HttpStatusCode.Created);
        await ExpectSameAsync("message.created", here.Build, listener, other);
        (await there.User(target).PostAsync($"/api/v2/messages/chat/{sent["chatId"].GetString()}/read", """{ "sequence": 1 }""")).Expect(HttpStatusCode.OK);
        await ExpectSameAsync("message.read", here.Build, listener, other);
        (await there.GrantAsync(target, 5, Tokens.NewId())).Expect(HttpStatusCode.Created);
        await ExpectSameAsync("credits.changed", here.Build, listener, other);
    }

    [SkippableTheory]
    [InlineData(RollOut.LastReleaseFirst, false)]
    [InlineData(RollOut.LastReleaseFirst, true)]
    [InlineData(RollOut.PresentFirst, false)]
    [InlineData(RollOut.PresentFirst, true)]
    public async Task Listen_WhenGoneOnFromAPositionOfTheLastRelease_ThenThePresentProgramLosesNothing(RollOut rollOut, bool hasHeard)
    {
        var (old, present) = Nodes(rollOut, Build.LastRelease);
        var (sender, target) = (await old.NewUserAsync(), await old.NewUserAsync());
        var position = await PositionAsync(old, present, sender, target, hasHeard);
        await SendAsync(old, sender, target, "2");
        await SendAsync(present, sender, target, "3");

        await using var stream = await ListenAsync(present, target, position);
        await SendAsync(old, sender, target, "4");

        string[] missed = hasHeard ? ["2", "3", "4"] : ["1", "2", "3", "4"];
        Assert.Equal(missed, await ContentsAsync(stream, missed.Length));
    }

    /// <summary>It need not know the position, but then it says so, and what comes afterwards is heard.</summary>
    [SkippableTheory]
    [InlineData(RollOut.LastReleaseFirst, false)]
    [InlineData(RollOut.LastReleaseFirst, true)]
    [InlineData(RollOut.PresentFirst, false)]
    [InlineData(RollOut.PresentFirst, true)]
    public async Task Listen_WhenGoneOnFromAPositionOfThePresentProgram_ThenTheLastReleaseGoesOnOrResets(RollOut rollOut, bool hasHeard)
    {
        var (present, old) = Nodes(rollOut, Build.Present);
        var (sender, target) = (await old.NewUserAsync(), await old.NewUserAsync());
        var position = await PositionAsync(present, old, sender, target, hasHeard);
        await SendAsync(old, sender, target, "2");

        await using var stream = await ListenAsync(old, target, position);

        var first = await NextAsync(stream);
        if (first.Name == "reset")
        {
            await SendAsync(present, sender, target, "3");
            // A node that has just not come so far yet may tell of what was sent a moment before.
            string content;
            do
            {
                content = (await ContentsAsync(stream, 1))[0];
                Assert.Contains(content, new[] { "1", "2", "3" });
            }
            while (content != "3");
        }
        else
        {
            var next = first.Json.GetProperty("content").GetString();
            Assert.Equal(hasHeard ? "2" : "1", next);
            Assert.Equal(hasHeard ? [] : ["2"], await ContentsAsync(stream, hasHeard ? 0 : 1));
        }
    }

    /// <summary>The position of a listener to whom message 1 was sent: after it was heard, or as it was given before.</summary>
    private static async Task<string> PositionAsync(ReleaseNode node, ReleaseNode other, string sender, string target, bool hasHeard)
    {
        await using var stream = await ListenAsync(node, target);
        var before = (await stream.NextAsync())!.Id!;
        await SendAsync(other, sender, target, "1");
        Assert.Equal(["1"], await ContentsAsync(stream, 1));
        return hasHeard ? stream.LastId! : before;
    }

    /// <summary>The next event that both programs know: the last release does not tell of the making of chats.</summary>
    private static async Task<EventBlock> NextAsync(EventListening stream)
    {
        while (true)
        {
            if (await stream.NextEventAsync() is { Name: not "chat.created" } heard)
                return heard;
        }
    }

    private static async Task<List<string>> ContentsAsync(EventListening stream, int count)
    {
        var contents = new List<string>();
        while (contents.Count < count)
        {
            var block = await NextAsync(stream);
            Assert.Equal("message.created", block.Name);
            contents.Add(block.Json.GetProperty("content").GetString()!);
        }

        return contents;
    }

    private static async Task ExpectSameAsync(string name, Build build, EventListening listener, EventListening other)
    {
        var (heard, toldOther) = (await NextAsync(listener), await NextAsync(other));
        Assert.Equal((name, name), (heard.Name, toldOther.Name));
        var (older, newer) = build == Build.LastRelease ? (heard.Data!, toldOther.Data!) : (toldOther.Data!, heard.Data!);
        Assert.True(Agreement.IsContained(older, newer), $"The programs don't agree.\nLast release: {older}\nPresent:      {newer}");
    }

    private static Task<EventListening> ListenAsync(ReleaseNode node, string user, string? lastEventId = null) =>
        EventListening.OpenAsync(node.Address, Tokens.ForUser(user), lastEventId);

    private static async Task SendAsync(ReleaseNode node, string sender, string target, string content) =>
        (await node.User(sender).SendAsync(Bodies.Text(target, content))).Expect(HttpStatusCode.Created);

    private (ReleaseNode First, ReleaseNode Second) Nodes(RollOut rollOut, Build build)
    {
        var nodes = pairs.Demand(rollOut);
        return (nodes.Of(build), nodes.Beside(build));
    }
}
