using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Allmine.Api.Configuration.Reading;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Telemetry;
using Allmine.Tests.Ports;

namespace Allmine.Api.Tests.Processes;

/// <summary>The service as its operator sees it, outside Development: log, metrics, traces, command line.</summary>
public sealed class OperatedTests
{
    private const string Secret = "a-secret-key-of-37-bytes-nobody-knows";

    /// <summary>One process for all of it: a start takes seconds.</summary>
    [Fact]
    public async Task Service_WhenInProduction_ThenTellsWhatAnOperatorNeeds()
    {
        using var folder = new TemporaryFolder();
        await using var collector = await OtlpCollector.StartAsync();
        var metrics = FreePort.Take();
        await using var service = await ServiceProcess.StartInProductionAsync(
            folder.Path,
            ServiceProcess.WarmsUp,
            ("Jwt__SigningKey", Secret),
            ("Metrics__Port", metrics.ToString(CultureInfo.InvariantCulture)),
            ("RateLimit__SendsPerMinute", "7"),
            ("Media__MaxImageBites", "7"),
            ("RateLimits__SendsPerMinute", "121"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "500"),
            ("OTEL_BSP_SCHEDULE_DELAY", "200"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "200"));
        using var http = new HttpClient { BaseAddress = service.Address };
        var user = Tokens.NewId();
        var backend = Tokens.NewId();

        using (var put = Request(HttpMethod.Put, $"/api/v2/users/{user}", """{ "username": "somebody" }""", new TokenParts { Subject = backend, Role = "service", Key = Secret }))
            Assert.Equal(HttpStatusCode.Created, (await http.SendAsync(put)).StatusCode);
        using (var grant = Request(HttpMethod.Post, $"/api/v2/users/{user}/credits", """{ "amount": 5 }""", new TokenParts { Subject = backend, Role = "service", Key = Secret }))
        {
            grant.Headers.Add("Idempotency-Key", "k");
            Assert.Equal(HttpStatusCode.Created, (await http.SendAsync(grant)).StatusCode);
        }

        const string TraceId = "0af7651916cd43dd8448eb211c80319c";
        using (var send = Request(HttpMethod.Post, "/api/v2/messages", $$"""{ "type": "text", "targetUserId": "{{Tokens.NewId()}}", "content": "hush-hush" }""", new TokenParts { Subject = user, Key = Secret }))
        {
            send.Headers.Add("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");
            Assert.Equal(HttpStatusCode.NotFound, (await http.SendAsync(send)).StatusCode);
        }

        using (var forged = Request(HttpMethod.Get, "/api/v2/chats", null, new TokenParts { Subject = user, Key = Tokens.OtherKey }))
            Assert.Equal(HttpStatusCode.Unauthorized, (await http.SendAsync(forged)).StatusCode);
        using (var garbage = new HttpRequestMessage(HttpMethod.Get, "/health/live"))
        {
            garbage.Headers.TryAddWithoutValidation("traceparent", "00-garbage-00-zz");
            Assert.Equal(ProgramVersion.LiveAnswer, await (await http.SendAsync(garbage)).Content.ReadAsStringAsync());
        }

        // Metrics are at their own port, and nothing else is there.
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/metrics")).StatusCode);
        using var apart = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{metrics}")) };
        Assert.Contains("allmine_store_up 1\n", await apart.GetStringAsync("/metrics"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await apart.GetAsync("/api/v2/chats")).StatusCode);

        await Eventually.HoldsAsync(() => collector.Has("/v1/traces", Convert.FromHexString(TraceId)) && collector.Has("/v1/metrics", "allmine.refusals"u8)
            && collector.Has("/v1/logs", "user.not_found"u8));
        // Each line may come a moment after its answer, whichever of them is the first.
        await service.LinesUntilAsync(line => line.Contains("\"event\":1001", StringComparison.Ordinal));
        await service.LinesUntilAsync(line => line.Contains("404 user.not_found", StringComparison.Ordinal));
        var lines = await service.LinesUntilAsync(line => line.Contains("401 signature", StringComparison.Ordinal));
        foreach (var text in lines)
            Assert.NotNull(JsonDocument.Parse(text).RootElement.GetProperty("time").GetString());
        Assert.Contains($"Allmine {ProgramVersion.Text}", lines[0], StringComparison.Ordinal);
        Assert.Contains("starts in Production: store Embedded", lines[0], StringComparison.Ordinal);
        Assert.Contains("RateLimits:SendsPerMinute=121", lines[0], StringComparison.Ordinal);
        Assert.Contains("Jwt:SigningKey=(given)", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("RateLimit:SendsPerMinute is not known", StringComparison.Ordinal) && line.Contains("is RateLimits:SendsPerMinute meant?", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("is Media:MaxImageBytes meant?", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains($"Listening on {service.Address.ToString().TrimEnd('/')}", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("\"event\":1001", StringComparison.Ordinal) && line.Contains(backend, StringComparison.Ordinal) && line.Contains(user, StringComparison.Ordinal));
        var refusal = Assert.Single(lines, line => line.Contains("404 user.not_found", StringComparison.Ordinal));
        Assert.Equal(TraceId, JsonDocument.Parse(refusal).RootElement.GetProperty("TraceId").GetString());
        Assert.DoesNotContain(lines, line => line.Contains(Secret, StringComparison.Ordinal) || line.Contains("hush-hush", StringComparison.Ordinal));

        // A second one at the same port: a sentence, and no stack.
        var (exitCode, output, errors) = await ServiceProcess.FailAsync(Path.Combine(folder.Path, "other"), ("ASPNETCORE_URLS", service.Address.ToString()), ("Logging__Format", "json"));
        Assert.Equal(1, exitCode);
        Assert.Contains("the address is in use", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output + errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--version", "Allmine 1.2.0")]
    [InlineData("--help", "verify-ledger")]
    public async Task Program_WhenAsked_ThenAnswersAndEnds(string argument, string expected)
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output, errors) = await ServiceProcess.CommandAsync([argument], folder.Path);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_WhenComparedWithTheReadme_ThenAreAllListedThere()
    {
        var readme = File.ReadAllText(RepositoryFile.At("README.md"));

        // A list's item is listed as the list.
        Assert.All(KnownSettings.Names, name => Assert.Contains($"`{name.Split(":#")[0]}`", readme, StringComparison.Ordinal));
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? json, TokenParts token)
    {
        var request = new HttpRequestMessage(method, path) { Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", token.Sign());
        return request;
    }
}
