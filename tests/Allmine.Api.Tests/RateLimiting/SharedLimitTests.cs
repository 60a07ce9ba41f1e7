using System.Diagnostics;
using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.RateLimiting;

/// <summary>Two nodes that count together, and each for itself while Redis is away.</summary>
public sealed class SharedLimitTests
{
    private const int PerMinute = 200;
    private const string Path = "/api/v2/messages/outcome";

    private static readonly (string Name, string Value) Key = ("Idempotency-Key", "k");

    [SkippableFact]
    public async Task Limits_WhenTwoNodesShareThem_ThenAreOneAndGoOnWithoutRedis()
    {
        Skip.If(RedisServer.Missing is not null, RedisServer.Missing);
        using var redis = await RedisServer.StartAsync();
        using var folders = new TemporaryFolder();
        await using var one = Node(folders, "one", redis);
        await using var other = Node(folders, "other", redis);
        Service[] nodes = [one, other];
        // Redis counts from the first call on that it answers.
        await Eventually.HoldsAsync(() => nodes.All(IsShared));
        var users = new[] { "64d15f9e2e6c8f4d5a111111", "64d15f9e2e6c8f4d5a654321" };

        var since = Stopwatch.GetTimestamp();
        var before = nodes.Select(Away).ToList();
        var (taken, refused, failed) = await AskAsync(nodes, users[0], calls: 4 * PerMinute, together: 20);
        Assert.Equal(0, failed);
        // A machine that stands still loses Redis: then the node has its own limit beside the one for both.
        var alone = nodes.Zip(before).Count(node => Away(node.First) > node.Second);
        Assert.InRange(taken, PerMinute, (PerMinute + Returned(since)) * (1 + alone));
        Assert.True(refused > 0);

        since = Stopwatch.GetTimestamp();
        var asking = AskAsync(nodes, users[1], calls: 600, together: 20);
        await Task.Delay(100);
        redis.Kill();
        (taken, refused, failed) = await asking;
        Assert.Equal(0, failed);
        // Each node has a limit of its own now, beside what was taken of the one for both.
        (taken, _, failed) = await AskAsync(nodes, users[1], calls: 4 * PerMinute, together: 20) is var more ? (taken + more.Taken, more.Refused, more.Failed) : default;
        Assert.Equal(0, failed);
        Assert.InRange(taken, 2 * PerMinute, 3 * (PerMinute + Returned(since)));
        // One line for each time that it is away; on a busy machine it may have been before.
        foreach (var node in nodes)
            Assert.Equal(1, Away(node) - node.Log.Lines.Count(line => line.Contains("Redis is back", StringComparison.Ordinal)));

        await redis.StartAgainAsync();
        await Eventually.HoldsAsync(() => nodes.All(IsShared));
        Assert.Equal(0, (await AskAsync(nodes, users[0], calls: 100, together: 10)).Failed);
    }

    /// <summary>Nobody else has asked in that name: the other node knows of the call only by Redis.</summary>
    private static bool IsShared(Service node)
    {
        var stranger = node.User(Tokens.NewId());
        return stranger.GetAsync(Path, Key).GetAwaiter().GetResult().Header("RateLimit") is not null
            && !node.Log.Lines.Where(line => line.Contains("Redis is", StringComparison.Ordinal)).DefaultIfEmpty("").Last().Contains("away", StringComparison.Ordinal);
    }

    /// <summary>How many calls of a bucket come back meanwhile, to the next whole one.</summary>
    private static int Returned(long since) => (int)Math.Ceiling(Stopwatch.GetElapsedTime(since).TotalMinutes * PerMinute);

    private static int Away(Service node) => node.Log.Lines.Count(line => line.Contains("Redis is away", StringComparison.Ordinal));

    private static async Task<(int Taken, int Refused, int Failed)> AskAsync(Service[] nodes, string user, int calls, int together)
    {
        var callers = nodes.Select(node => node.User(user)).ToArray();
        var (taken, refused, failed, number) = (0, 0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, together).Select(async _ =>
        {
            while (Interlocked.Increment(ref number) is var turn && turn <= calls)
            {
                var status = (await callers[turn % callers.Length].GetAsync(Path, Key)).Status;
                if (status == HttpStatusCode.OK)
                    Interlocked.Increment(ref taken);
                else if (status == HttpStatusCode.TooManyRequests)
                    Interlocked.Increment(ref refused);
                else
                    Interlocked.Increment(ref failed);
            }
        }));
        return (taken, refused, failed);
    }

    private static Service Node(TemporaryFolder folder, string name, RedisServer redis) => new(new ServiceOptions(System.IO.Path.Combine(folder.Path, name))
    {
        Settings = new Dictionary<string, string> { ["RateLimits:RequestsPerMinute"] = $"{PerMinute}", ["RateLimits:Redis"] = redis.Address },
    });
}
