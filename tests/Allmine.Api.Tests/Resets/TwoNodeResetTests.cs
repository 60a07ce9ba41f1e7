using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Credits;
using Allmine.Api.Tests.Events;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Resets;

/// <summary>Two nodes on one MongoDB database, of which one is asked to replace it: the other one follows.</summary>
public sealed class TwoNodeResetTests
{
    private const string Path = "/api/dev/reset";
    private const string Ayse = "64d15f9e2e6c8f4d5a111111";
    private const string Mehmet = "64d15f9e2e6c8f4d5a654321";
    private const string Chat = "64d15f9e2e6c8f4d5a123456";

    /// <summary>What is promised of other nodes.</summary>
    private static readonly TimeSpan Following = TimeSpan.FromSeconds(15);

    [SkippableFact]
    public async Task Reset_WhenTwoNodesServe_ThenTheOtherOneFollowsAndRemembersNothing()
    {
        await using var database = await OwnMongoDatabase.DemandAsync();
        using var folder = new TemporaryFolder();
        await using var one = new Service(OnDatabase(folder, "1", database));
        await using var other = new Service(OnDatabase(folder, "2", database));
        var gone = await other.NewUserWithAsync(50);
        (await gone.TransferAsync(other.User(Ayse), 10)).Expect(HttpStatusCode.Created);
        (await other.User(Ayse).SendAsync(Text("on the other"))).Expect(HttpStatusCode.Created);
        await using var listening = await EventListening.OpenAsync(other, Mehmet);
        await listening.NextAsync();
        var last = listening.LastId;

        (await one.Anonymous.PostAsync(Path, "")).Expect(HttpStatusCode.NoContent);
        using var standstill = new Standstill();
        var watch = Stopwatch.StartNew();
        while ((await gone.GetAsync("/api/v2/chats")).Status != HttpStatusCode.Forbidden)
            Assert.True(watch.Elapsed - standstill.Total < Following, "The other node has not followed.");

        // With the numbers of its own memory it would be 409 or 503, or a second one.
        var sent = (await other.User(Ayse).SendAsync(Text("first again"))).Expect(HttpStatusCode.Created);
        Assert.Equal(1, sent["sequence"].GetInt32());
        (await other.User(Ayse).TransferAsync(other.User(Mehmet), 100)).Expect(HttpStatusCode.Created);
        Assert.Equal((0, 200), (await one.User(Ayse).BalanceAsync(), await one.User(Mehmet).BalanceAsync()));
        while (await listening.NextAsync() is not null)
            Assert.True(watch.Elapsed - standstill.Total < Following * 2, "The listener of the other node was not cut off.");
        await using (var goesOn = await EventListening.OpenAsync(other, Mehmet, last))
            Assert.Equal("reset", (await goesOn.NextEventAsync()).Name);
        await one.ExpectSoundStoreAsync();
    }

    [SkippableFact]
    public async Task Reset_WhenBothNodesSendAndAreBothAskedAtOnce_ThenEachAnswerIsAllowedAndNothingIsHalfDone()
    {
        await using var database = await OwnMongoDatabase.DemandAsync();
        using var folder = new TemporaryFolder();
        await using var one = new Service(OnDatabase(folder, "1", database));
        await using var other = new Service(OnDatabase(folder, "2", database));
        var (ada, bob) = (await one.NewUserWithAsync(1000), await one.NewUserAsync());
        using var enough = new CancellationTokenSource();
        var senders = new[] { one, other }.SelectMany(node => new Func<int, Task<Reply>>[]
        {
            n => node.User(Ayse).SendAsync(Text($"a{n}"), CreditCalls.Key($"{node.Address.Port}-{n}")),
            // There and back: whoever sends on and on in one direction is out of credits before the end.
            n => node.User(n % 2 == 0 ? Ayse : Mehmet).TransferAsync(node.User(n % 2 == 0 ? Mehmet : Ayse), 1, $"{node.Address.Port}-t{n}"),
            n => node.User(ada.UserId).TransferAsync(node.User(bob.UserId), 1),
            n => node.User(bob.UserId).SendAsync($$"""{ "type": "text", "targetUserId": "{{ada.UserId}}", "content": "{{n}}" }"""),
        }.Select(send => SendOnAsync(send, enough.Token))).ToList();
        await Task.Delay(300);

        Assert.All(
            await Task.WhenAll(one.Anonymous.PostAsync(Path, ""), other.Anonymous.PostAsync(Path, "")),
            reply => reply.Expect(HttpStatusCode.NoContent));
        await Task.Delay(1500);
        (await other.Anonymous.PostAsync(Path, "")).Expect(HttpStatusCode.NoContent);
        await Task.Delay(1500);

        await enough.CancelAsync();
        var statuses = (await Task.WhenAll(senders)).SelectMany(answers => answers).ToList();
        Assert.Empty(statuses.Except([201, 401, 403, 404, 503]));
        Assert.Contains(201, statuses);
        foreach (var node in new[] { one, other })
        {
            // It has let go for the last replacement, and follows it.
            await Eventually.HoldsAsync(async () => (await node.User(Ayse).GetAsync("/api/v2/chats")).Status == HttpStatusCode.OK);
            (await node.User(bob.UserId).GetAsync("/api/v2/chats")).ExpectError(403, "auth.forbidden");
            Assert.Equal(200, await node.User(Ayse).BalanceAsync() + await node.User(Mehmet).BalanceAsync());
            Assert.DoesNotContain(node.Log.Lines, line => line.StartsWith("Critical", StringComparison.Ordinal));
            await node.ExpectSoundStoreAsync();
        }
    }

    /// <summary>Who waits for another node's replacement does not see the moment between two of them, and has let go for the second one, too.</summary>
    [SkippableFact]
    public async Task Reset_WhenOneNodeIsAskedAgainAndAgainAndTheOtherOneToo_ThenNeitherWaitsForTheOther()
    {
        await using var database = await OwnMongoDatabase.DemandAsync();
        using var folder = new TemporaryFolder();
        await using var one = new Service(OnDatabase(folder, "1", database));
        await using var other = new Service(OnDatabase(folder, "2", database));
        (await other.Anonymous.PostAsync(Path, "")).Expect(HttpStatusCode.NoContent);

        var first = one.Anonymous.PostAsync(Path, "");
        await Task.Delay(20);
        var replies = await Task.WhenAll(first, other.Anonymous.PostAsync(Path, ""), one.Anonymous.PostAsync(Path, ""), one.Anonymous.PostAsync(Path, ""));

        Assert.All(replies, reply => reply.Expect(HttpStatusCode.NoContent));
        // Whoever has waited in vain says so.
        Assert.DoesNotContain(one.Log.Lines.Concat(other.Log.Lines), line => line.Contains("has not let go", StringComparison.Ordinal));
    }

    private static ServiceOptions OnDatabase(TemporaryFolder folder, string name, OwnMongoDatabase database) => new(System.IO.Path.Combine(folder.Path, name))
    {
        Settings = new Dictionary<string, string> { ["ConnectionStrings:MongoDB"] = database.ConnectionString },
    };

    private static string Text(string content) =>
        JsonSerializer.Serialize(new Dictionary<string, string> { ["type"] = "text", ["chatId"] = Chat, ["content"] = content });

    private static async Task<List<int>> SendOnAsync(Func<int, Task<Reply>> send, CancellationToken enough)
    {
        var statuses = new List<int>();
        for (var n = 0; !enough.IsCancellationRequested; n++)
        {
            statuses.Add((int)(await send(n)).Status);
            await Task.Delay(5, CancellationToken.None);
        }

        return statuses;
    }
}
