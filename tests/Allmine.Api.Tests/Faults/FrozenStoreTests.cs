using System.Diagnostics;
using System.Globalization;
using Allmine.Api.Tests.Hosting;
using Xunit.Abstractions;

namespace Allmine.Api.Tests.Faults;

/// <summary>
/// A mongod, with its default settings, that is stopped and continued under keyed senders: soon afterwards every chat takes
/// sends again, also those whose round was in flight. ALLMINE_FREEZES says for how many seconds each time (<c>5,15,25</c>); once
/// for 5 if it says nothing.
/// </summary>
[Collection(nameof(Alone))]
public sealed class FrozenStoreTests(ITestOutputHelper output)
{
    private const string FreezesVariable = "ALLMINE_FREEZES";
    private const int Senders = 64;
    private const int SendsBetweenFreezes = 200;

    /// <summary>Within this after the server goes on, every chat takes sends again.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static IEnumerable<int> Freezes =>
        (Environment.GetEnvironmentVariable(FreezesVariable) ?? "5").Split(',').Select(seconds => int.Parse(seconds, CultureInfo.InvariantCulture));

    [SkippableFact]
    public async Task Sends_WhenTheServerIsStoppedAndContinued_ThenEveryChatTakesSendsAgainAndEachKeyHasOneEffect()
    {
        Skip.IfNot(MongoServer.HasMongod, MongoServer.NoMongod);
        using var folder = new TemporaryFolder();
        using var server = await MongoServer.StartAsync();
        await using var service = new Service(new ServiceOptions(folder.Path)
        {
            Settings = new Dictionary<string, string> { ["ConnectionStrings:MongoDB"] = server.ConnectionString },
        });
        using var senders = await KeyedSenders.StartAsync(Senders, service.Address);
        var longest = TimeSpan.Zero;
        foreach (var seconds in Freezes)
        {
            await senders.MoreAsync(SendsBetweenFreezes, Patience);
            server.Process.Suspend();
            await Task.Delay(TimeSpan.FromSeconds(seconds));
            using var standstill = new Standstill();
            var moment = Stopwatch.GetTimestamp();
            server.Process.Resume();
            var all = await senders.AllTakeSendsAsync(moment, Patience);
            var own = all - standstill.Total;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Stopped for {seconds} s: every chat takes sends again after {all.TotalSeconds:f2} s; the machine stood still for {standstill.Total.TotalSeconds:f2} s; {senders.Count} sends, {senders.Repeats} repeated."));
            longest = own > longest ? own : longest;
        }

        await senders.StopAndVerifyAsync();
        Assert.True(senders.Repeats > 0, "No send was left without an answer, so that no key was put to the test.");
        Assert.True(longest < Promised, $"It took {longest.TotalSeconds} s.");
    }
}
