using System.Diagnostics;
using System.Globalization;
using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Telemetry;

/// <summary>Alone: what other services of the process count is one with what this one does, and a gauge of theirs goes with them.</summary>
[Collection(nameof(Alone))]
public sealed class MetricsTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly string[] Named =
    [
        "allmine_request_duration_seconds", "allmine_round_size", "allmine_round_duration_seconds", "allmine_write_wait_seconds",
        "allmine_writes_waiting", "allmine_events_listeners", "allmine_events_lag_seconds", "allmine_store_up", "allmine_disk_free_bytes",
        "allmine_webhooks_backlog_events", "allmine_webhooks_backlog_oldest_seconds",
        "allmine_round_conflicts_total", "allmine_replays_total", "allmine_refusals_total", "allmine_auth_failures_total",
        "allmine_ratelimited_total", "allmine_media_bytes_total", "allmine_unreadable_records_total",
        "http_server_request_duration_seconds", "kestrel_active_connections", "dotnet_process_cpu_time_seconds_total",
    ];

    private readonly Service service = fixture.Service;

    [Fact]
    public async Task Metrics_WhenAsked_ThenAllNamedOnesAreThereInPrometheusText()
    {
        (await service.Anonymous.GetAsync("/health/live")).Expect(HttpStatusCode.OK);
        Reply reply = null!;
        // A request is counted after its answer, and the page is not made anew each time.
        await Eventually.HoldsAsync(async () =>
        {
            reply = (await service.Anonymous.GetAsync("/metrics")).Expect(HttpStatusCode.OK);
            return reply.Text.Contains("# TYPE http_server_request_duration_seconds ", StringComparison.Ordinal);
        });

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", reply.Header("Content-Type"));
        Assert.All(Named, name => Assert.Contains($"# TYPE {name} ", reply.Text, StringComparison.Ordinal));
        Assert.All(
            new[] { "allmine_round_size_count ", "allmine_write_wait_seconds_count ", "allmine_replays_total ", "allmine_unreadable_records_total ", "allmine_webhooks_backlog_events 0" },
            start => Assert.Contains($"\n{start}", reply.Text, StringComparison.Ordinal));
        Assert.DoesNotContain("summary", reply.Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Metrics_WhenCheckedByPromtool_ThenAreFound()
    {
        Skip.IfNot(File.Exists("/usr/bin/promtool"), "promtool is missing: install Debian's package prometheus");
        var text = (await service.Anonymous.GetAsync("/metrics")).Text;
        using var promtool = Process.Start(new ProcessStartInfo("/usr/bin/promtool", ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardError = true })!;
        await promtool.StandardInput.WriteAsync(text);
        promtool.StandardInput.Close();
        var errors = await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();

        // The runtime's own names are not ours to choose.
        Assert.DoesNotContain(errors.Split('\n'), line => line.StartsWith("allmine_", StringComparison.Ordinal) || line.StartsWith("error", StringComparison.Ordinal));
    }

    /// <summary>A field of ours keeps its name, whatever else is called by a caller has none.</summary>
    [Fact]
    public async Task Metrics_WhenCallersMakeUpNames_ThenThereIsNoSeriesForThem()
    {
        var user = await service.NewUserAsync();
        var anonymous = service.Anonymous;
        await OddCallsAsync(user, 0, 20);
        (await user.SendAsync($$"""{ "type": "text", "targetUserId": "{{Tokens.NewId()}}", "content": " " }""")).ExpectError(400, "validation.content.blank");
        var before = await SeriesAsync();

        await OddCallsAsync(user, 20, 220);

        var after = await SeriesAsync();
        Assert.DoesNotContain(after.Except(before), series => !series.StartsWith("dotnet_", StringComparison.Ordinal));
        Assert.DoesNotContain(after, series => series.Contains("madeup", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("allmine_refusals_total{code=\"validation.{field}.unknown\"}", after);
        Assert.Contains("allmine_refusals_total{code=\"validation.content.blank\"}", after);
        Assert.Contains("allmine_request_duration_seconds_count{outcome=\"validation.content.blank\",request=\"SendMessageCommand\"}", after);

        async Task OddCallsAsync(Caller caller, int from, int to)
        {
            var many = string.Join(", ", Enumerable.Range(from * 50, (to - from) * 50).Select(i => $"\"madeup{i}\": 1"));
            (await caller.SendAsync($"{{ {many} }}")).Expect(HttpStatusCode.BadRequest);
            for (var i = from; i < to; i += 10)
            {
                (await caller.SendAsync($"{{ \"madeup{i}\": 1, \"madeup{i}\": 2 }}")).Expect(HttpStatusCode.BadRequest);
                (await caller.GetAsync($"/api/v2/chats?madeup{i}=1")).Expect(HttpStatusCode.BadRequest);
                (await anonymous.GetAsync($"/madeup{i}/{i}")).Expect(HttpStatusCode.NotFound);
                (await anonymous.SendAsync(new HttpMethod($"MADEUP{i}"), "/api/v2/chats", null)).Expect(HttpStatusCode.MethodNotAllowed);
                (await anonymous.GetAsync("/api/v2/chats", ("traceparent", $"00-madeup{i}"), ("Host", $"madeup{i}.example.com"), ("X-Forwarded-Proto", $"madeup{i}"))).Expect(HttpStatusCode.Unauthorized);
                (await service.With($"madeup{i}").GetAsync("/api/v2/chats")).Expect(HttpStatusCode.Unauthorized);
                (await caller.GetAsync("/api/v2/chats", ($"X-Madeup{i}", "ÿ"))).Expect(HttpStatusCode.OK);
            }
        }
    }

    [Fact]
    public async Task Metrics_WhenSomethingHappens_ThenIsCounted()
    {
        var conversation = await service.NewConversationAsync();
        var before = await ValuesAsync();
        await conversation.SendAsync("x", ("Idempotency-Key", "k"));
        await conversation.SendAsync("x", ("Idempotency-Key", "k"));
        var file = (await conversation.Sender.SendAsync(HttpMethod.Post, "/api/v2/files", Form.Of(Form.File(new byte[1000], "a.bin")))).Expect(HttpStatusCode.Created);
        (await service.Anonymous.GetAsync(new Uri(file["url"].GetString()!).AbsolutePath)).Expect(HttpStatusCode.OK);
        (await service.With(new TokenParts { ExpiresIn = TimeSpan.FromMinutes(-5) }.Sign()).GetAsync("/api/v2/chats")).ExpectError(401, "auth.expired_token");

        await Eventually.HoldsAsync(() =>
        {
            var after = ValuesAsync().GetAwaiter().GetResult();
            // Other services of this process count as well.
            double Grown(string series) => after.GetValueOrDefault(series) - before.GetValueOrDefault(series);
            return Grown("allmine_replays_total") >= 1
                && Grown("allmine_request_duration_seconds_count{outcome=\"replayed\",request=\"SendMessageCommand\"}") >= 1
                && Grown("allmine_media_bytes_total{direction=\"in\"}") >= 1000
                && Grown("allmine_media_bytes_total{direction=\"out\"}") >= 1000
                && Grown("allmine_auth_failures_total{cause=\"expired\"}") >= 1
                && Grown("allmine_refusals_total{code=\"auth.expired_token\"}") >= 1
                && Grown("allmine_round_duration_seconds_count{phase=\"commit\"}") >= 1
                && after["allmine_store_up"] >= 1 && after["allmine_disk_free_bytes"] > 0;
        });
    }

    private async Task<HashSet<string>> SeriesAsync() => [.. (await ValuesAsync()).Keys];

    private async Task<Dictionary<string, double>> ValuesAsync()
    {
        // Longer than an answer is given once more.
        await Task.Delay(250);
        var text = (await service.Anonymous.GetAsync("/metrics")).Expect(HttpStatusCode.OK).Text;
        // Each service of this process has the framework's meters once more.
        return text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').GroupBy(line => line[..line.LastIndexOf(' ')]).ToDictionary(
            group => group.Key,
            group => group.Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..].Replace("+Inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture)));
    }
}
