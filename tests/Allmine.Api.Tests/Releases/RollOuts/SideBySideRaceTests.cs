using System.Net;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Allmine.Api.Tests.Releases.Agreements;

namespace Allmine.Api.Tests.Releases.RollOuts;

/// <summary>The same keys to both programs at once.</summary>
[Collection(nameof(SideBySideGroup))]
public sealed class SideBySideRaceTests(SideBySide pairs)
{
    private const int Texts = 40;
    private const int Transfers = 20;
    private const int Credits = 10;
    private const int Attempts = 10;

    [SkippableTheory]
    [InlineData(RollOut.LastReleaseFirst)]
    [InlineData(RollOut.PresentFirst)]
    public async Task Sends_WhenBothProgramsGetEachAtOnce_ThenEachHasOneEffect(RollOut rollOut)
    {
        var nodes = pairs.Demand(rollOut);
        var (old, present) = (nodes.Of(Build.LastRelease), nodes.Of(Build.Present));
        var (sender, target) = (await old.NewUserAsync(Credits), await present.NewUserAsync());
        string[] texts = [.. Enumerable.Range(0, Texts).Select(i => Bodies.Text(target, $"{i}"))];
        string[] transfers = [.. Enumerable.Repeat(Bodies.Transfer(target, 1), Transfers)];
        string[] bodies = [.. texts, .. transfers];

        var sends = bodies.Select((body, i) => (
            Old: AnswerAsync(old.User(sender), body, $"{i}"),
            Present: AnswerAsync(present.User(sender), body, $"{i}"))).ToList();
        foreach (var (toOld, toPresent) in sends)
            await Task.WhenAll(toOld, toPresent);

        var replies = sends.ConvertAll(send => (Old: send.Old.Result, Present: send.Present.Result));
        foreach (var (fromOld, fromPresent) in replies)
            ExpectOneEffect(fromOld, fromPresent);
        var accepted = replies.Where(reply => reply.Old.Status == HttpStatusCode.Created).ToList();
        Assert.Equal(Texts + Credits, accepted.Count);
        Assert.Equal(
            Enumerable.Range(1, Texts + Credits),
            accepted.Select(reply => reply.Old["sequence"].GetInt32()).Order());
        Assert.Equal(0, (await old.User(sender).GetAsync("/api/v2/users/me/credits"))["balance"].GetInt64());
        Assert.Equal(Credits, (await present.User(target).GetAsync("/api/v2/users/me/credits"))["balance"].GetInt64());
        var chat = accepted[0].Old["chatId"].GetString();
        var history = (await present.User(target).GetAsync($"/api/v2/messages/chat/{chat}?after=0&limit=100")).Expect(HttpStatusCode.OK);
        Assert.Equal(Enumerable.Range(1, Texts + Credits), history["items"].EnumerateArray().Select(item => item.GetProperty("sequence").GetInt32()));
        await nodes.ExpectSoundAsync();
    }

    private static void ExpectOneEffect(Reply old, Reply present)
    {
        Assert.Equal(old.Status, present.Status);
        if (old.Status == HttpStatusCode.Created)
            Agreement.Expect(Build.LastRelease, old, present);
        else
            Assert.All([old, present], reply => reply.ExpectError(409, "credits.insufficient"));
        Assert.Equal(old.Header("Credit-Balance"), present.Header("Credit-Balance"));
        // Both are repetitions where the first answer was 503.
        Assert.Contains("true", new[] { old.Header("Idempotent-Replayed"), present.Header("Idempotent-Replayed") });
    }

    /// <summary>As a client does: what is not known to be done is asked for again.</summary>
    private static async Task<Reply> AnswerAsync(Caller sender, string body, string key)
    {
        for (var attempt = 1; ; attempt++)
        {
            var reply = await sender.SendAsync(body, Bodies.Key(key));
            if (reply.Status != HttpStatusCode.ServiceUnavailable || attempt == Attempts)
                return reply;
        }
    }
}
