using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Telemetry;

/// <summary>Alone: the pools of other services of the process would be counted with that of this one.</summary>
[Collection(nameof(Alone))]
public sealed class MongoPoolFailureTests
{
    /// <summary>One is the feed's, which waits at its change stream. Whoever hangs with the other one leaves none for the others.</summary>
    private const string TwoConnections = "&maxPoolSize=2";

    [SkippableFact]
    public async Task Failures_WhenThePoolHasNoConnectionInTime_ThenAreCountedAndNobodyWaitsAnyMore()
    {
        Skip.IfNot(MongoServer.HasMongod, MongoServer.NoMongod);
        using var folder = new TemporaryFolder();
        using var server = await MongoServer.StartAsync();
        await using var service = new Service(new ServiceOptions(folder.Path)
        {
            Settings = new Dictionary<string, string> { ["ConnectionStrings:MongoDB"] = server.ConnectionString + TwoConnections },
        });
        await Eventually.HoldsAsync(async () => (await service.Anonymous.GetAsync("/health/ready")).Status == HttpStatusCode.OK);
        var before = Failures();
        var conversation = await service.NewConversationAsync();
        (await conversation.SendAsync("with a connection")).Expect(HttpStatusCode.Created);
        Assert.Equal(before, Failures());

        server.Process.Suspend();
        try
        {
            var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => conversation.Sender.GetAsync($"/api/v2/messages/chat/{conversation.ChatId}")));
            Assert.All(replies, reply => reply.ExpectError(503, "store.unavailable"));
            await Eventually.HoldsAsync(() => Failures() > before);
        }
        finally
        {
            server.Process.Resume();
        }

        // The service itself asks for something from time to time.
        await Eventually.HoldsAsync(() => Value("db_client_connection_pending_requests") == 0);

        double Failures() => Value("db_client_connection_failures_total");

        // Without a line nothing has been counted yet.
        double Value(string series)
        {
            var page = service.Anonymous.GetAsync("/metrics").GetAwaiter().GetResult().Expect(HttpStatusCode.OK).Text;
            var line = Regex.Match(page, $"^{series}(?:{{[^}}]*}})? (?<value>[-0-9.e+]+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            return line.Success ? double.Parse(line.Groups["value"].Value, CultureInfo.InvariantCulture) : 0;
        }
    }
}
