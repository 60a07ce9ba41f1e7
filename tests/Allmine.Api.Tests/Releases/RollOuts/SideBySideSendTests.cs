using System.Net;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Allmine.Api.Tests.Releases.Agreements;

namespace Allmine.Api.Tests.Releases.RollOuts;

/// <summary>A request goes to one program and its repetition to the other: one effect, and the same answer.</summary>
[Collection(nameof(SideBySideGroup))]
public sealed class SideBySideSendTests(SideBySide pairs)
{
    private const string Outcome = "/api/v2/messages/outcome";

    public static TheoryData<RollOut, Build> Ways => SideBySide.Ways;

    [SkippableTheory]
    [InlineData(RollOut.LastReleaseFirst)]
    [InlineData(RollOut.PresentFirst)]
    public async Task Repetition_WhenTheFirstWasBeforeTheOtherProgramStarted_ThenIsReplayed(RollOut rollOut)
    {
        var nodes = pairs.Demand(rollOut);

        await nodes.Earlier.ExpectReplayedAsync(nodes.Beside(nodes.Earlier.Build));
    }

    [SkippableTheory]
    [MemberData(nameof(Ways))]
    public async Task Text_WhenRepeatedAtTheOtherProgram_ThenIsReplayedAndAnotherBodyIsRefused(RollOut rollOut, Build build)
    {
        var (first, second) = Nodes(rollOut, build);
        var (sender, target) = (await first.NewUserAsync(), await second.NewUserAsync());
        var key = Bodies.Key("k");

        var sent = await first.User(sender).SendAsync(Bodies.Text(target, "Merhaba"), key);

        Replays.Expect(build, sent, await second.User(sender).SendAsync(Bodies.Text(target, "Merhaba"), key));
        (await second.User(sender).SendAsync(Bodies.Text(target, "Merhaba "), key)).ExpectError(409, "idempotency.key_reused");
        await ExpectSameAsync(first, second, sender, Outcome, key);
        Assert.Equal("committed", (await second.User(sender).GetAsync(Outcome, key))["status"].GetString());
        await ExpectNumbersAsync(second.User(target), sent["chatId"].GetString()!, 1);
    }

    [SkippableTheory]
    [MemberData(nameof(Ways))]
    public async Task Media_WhenTheFileWasUploadedBefore_ThenEitherProgramSendsItAndReplays(RollOut rollOut, Build build)
    {
        var (first, second) = Nodes(rollOut, build);
        var (sender, target) = (await first.NewUserAsync(), await first.NewUserAsync());
        var uploaded = (await first.User(sender).SendAsync(
            HttpMethod.Post, "/api/v2/files", Form.Of(Form.File(ImageFiles.Jpeg(64, 48), "beach.jpg", "image/jpeg")))).Expect(HttpStatusCode.Created);
        var body = Bodies.Media(target, "beach.jpg");

        var sent = await second.User(sender).SendAsync(body, Bodies.Key("k"));

        Replays.Expect(second.Build, sent, await first.User(sender).SendAsync(body, Bodies.Key("k")));
        Assert.Equal(uploaded["url"].GetString(), sent["media.url"].GetString());
        (await first.User(sender).SendAsync(Bodies.Media(target, uploaded["_id"].GetString()!), Bodies.Key("k"))).ExpectError(409, "idempotency.key_reused");
    }

    [SkippableTheory]
    [MemberData(nameof(Ways))]
    public async Task Upload_WhenRepeatedAtTheOtherProgram_ThenIsReplayedAndItsBytesAreThere(RollOut rollOut, Build build)
    {
        var (first, second) = Nodes(rollOut, build);
        var (sender, target) = (await first.NewUserAsync(), await first.NewUserAsync());
        var file = ImageFiles.Jpeg(64, 48);

        var sent = await UploadAsync(first, sender, target, file);

        Replays.Expect(build, sent, await UploadAsync(second, sender, target, file));
        (await UploadAsync(second, sender, target, ImageFiles.Jpeg(64, 49))).ExpectError(409, "idempotency.key_reused");
        var address = new Uri(sent["media.url"].GetString()!).PathAndQuery;
        var bytes = (await first.Backend.GetAsync(address)).Expect(HttpStatusCode.OK).Body;
        Assert.NotEmpty(bytes);
        Assert.Equal(bytes, (await second.Backend.GetAsync(address)).Expect(HttpStatusCode.OK).Body);
    }

    [SkippableTheory]
    [MemberData(nameof(Ways))]
    public async Task Transfer_WhenRepeatedAtTheOtherProgram_ThenPaysOnceAndTellsTheBalanceOfThen(RollOut rollOut, Build build)
    {
        var (first, second) = Nodes(rollOut, build);
        var (sender, recipient) = (await first.NewUserAsync(credits: 100), await second.NewUserAsync());

        var sent = await first.User(sender).SendAsync(Bodies.Transfer(recipient, 25), Bodies.Key("k"));
        (await second.GrantAsync(sender, 5, Tokens.NewId())).Expect(HttpStatusCode.Created);

        Assert.Equal("75", sent.Header("Credit-Balance"));
        Replays.Expect(build, sent, await second.User(sender).SendAsync(Bodies.Transfer(recipient, 25), Bodies.Key("k")));
        (await second.User(sender).SendAsync(Bodies.Transfer(recipient, 26), Bodies.Key("k"))).ExpectError(409, "idempotency.key_reused");
        await ExpectSameAsync(first, second, sender, Outcome, Bodies.Key("k"));
        foreach (var user in new[] { sender, recipient })
        {
            await ExpectSameAsync(first, second, user, "/api/v2/users/me/credits");
            await ExpectSameAsync(first, second, user, "/api/v2/users/me/transactions?limit=100");
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Ways))]
    public async Task Transfer_WhenRefusedByOneProgram_ThenTheOtherRefusesItForGood(RollOut rollOut, Build build)
    {
        var (first, second) = Nodes(rollOut, build);
        var (sender, recipient) = (await first.NewUserAsync(credits: 10), await first.NewUserAsync());

        var refused = await first.User(sender).SendAsync(Bodies.Transfer(recipient, 11), Bodies.Key("k"));
        (await second.GrantAsync(sender, 100, Tokens.NewId())).Expect(HttpStatusCode.Created);

        Replays.ExpectRefusal(refused, await second.User(sender).SendAsync(Bodies.Transfer(recipient, 11), Bodies.Key("k")));
        // Not the whole answer: an error has the time at which it is told.
        var outcome = await second.User(sender).GetAsync(Outcome, Bodies.Key("k"));
        Assert.Equal(("refused", "credits.insufficient"), (outcome["status"].GetString(), outcome["error.codes"][0].GetString()));
        Assert.Equal(110, (await second.User(sender).GetAsync("/api/v2/users/me/credits"))["balance"].GetInt64());
    }

    [SkippableTheory]
    [MemberData(nameof(Ways))]
    public async Task Grant_WhenRepeatedAtTheOtherProgram_ThenIsMadeOnce(RollOut rollOut, Build build)
    {
        var (first, second) = Nodes(rollOut, build);
        var (user, key) = (await first.NewUserAsync(), Tokens.NewId());

        var granted = await first.GrantAsync(user, 40, key);

        Replays.Expect(build, granted, await second.GrantAsync(user, 40, key));
        (await second.GrantAsync(user, 41, key)).ExpectError(409, "idempotency.key_reused");
        Assert.Equal(40, (await second.User(user).GetAsync("/api/v2/users/me/credits"))["balance"].GetInt64());
    }

    private static Task<Reply> UploadAsync(ReleaseNode node, string sender, string target, byte[] file) =>
        node.User(sender).SendAsync(HttpMethod.Post, Caller.MessagesPath, Bodies.Upload(target, file), Bodies.Key("upload"));

    private static async Task ExpectSameAsync(ReleaseNode first, ReleaseNode second, string user, string path, params (string, string)[] headers) =>
        Agreement.Expect(first.Build, (await first.User(user).GetAsync(path, headers)).Expect(HttpStatusCode.OK), await second.User(user).GetAsync(path, headers));

    private static async Task ExpectNumbersAsync(Caller reader, string chatId, int count)
    {
        var page = (await reader.GetAsync($"/api/v2/messages/chat/{chatId}?after=0&limit=100")).Expect(HttpStatusCode.OK);
        Assert.Equal(Enumerable.Range(1, count), page["items"].EnumerateArray().Select(item => item.GetProperty("sequence").GetInt32()));
    }

    private (ReleaseNode First, ReleaseNode Second) Nodes(RollOut rollOut, Build build)
    {
        var nodes = pairs.Demand(rollOut);
        return (nodes.Of(build), nodes.Beside(build));
    }
}
