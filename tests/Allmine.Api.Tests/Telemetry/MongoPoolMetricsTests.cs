using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Telemetry;

/// <summary>Alone: the connections of other services of the process would be counted with those of this one.</summary>
[Collection(nameof(Alone))]
public sealed class MongoPoolMetricsTests(MongoServiceFixture fixture) : IClassFixture<MongoServiceFixture>
{
    [SkippableFact]
    public async Task Metrics_WhenCallsHaveBeenMade_ThenTheirConnectionsAreIdleAgainAndNobodyWaits()
    {
        Skip.If(fixture.Service is null, "there is no MongoDB server");
        var service = fixture.Service;
        var (ada, bob) = (await service.NewUserAsync(), await service.NewUserAsync());
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => ada.SendAsync($$"""{ "type": "text", "targetUserId": "{{bob.UserId}}", "content": "{{i}}" }""")));

        // The service itself asks for something from time to time, and the recording of the feed waits at its change stream.
        await Eventually.HoldsAsync(() => Count("used") <= 1 && Pending() == 0 && Count("idle") is >= 1 and <= 1000);

        double Count(string state) => Value($"db_client_connection_count{{[^}}]*db_client_connection_state=\"{state}\"[^}}]*}}");

        double Pending() => Value("db_client_connection_pending_requests(?:{[^}]*})?");

        double Value(string series) => double.Parse(
            Regex.Match(Page(), $"^{series} (?<value>[-0-9.e+]+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)).Groups["value"].Value, CultureInfo.InvariantCulture);

        string Page() => service.Anonymous.GetAsync("/metrics").GetAwaiter().GetResult().Expect(HttpStatusCode.OK).Text;
    }
}
