using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Origins;

/// <summary>Pages of other origins; and, behind a proxy, whose word about the caller counts.</summary>
public sealed class OriginTests(OriginTests.Fixture fixture) : IClassFixture<OriginTests.Fixture>
{
    private const string Listed = "https://chat.example.com";
    private const string Known = "64d15f9e2e6c8f4d5a111111";

    private static readonly (string Name, string Value) FromListed = ("Origin", Listed);

    private readonly Service service = fixture.Service;

    [Fact]
    public async Task Preflight_WhenOfAListedOrigin_ThenAllowsAllThatTheClientSends()
    {
        foreach (var (method, path) in new[] { ("POST", "/api/v2/messages"), ("GET", "/api/v2/events"), ("PUT", $"/api/v2/users/{Known}"), ("DELETE", "/api/v2/blocks/x"), ("GET", "/media/x") })
        {
            var reply = (await PreflightAsync(path, method, Listed)).Expect(HttpStatusCode.NoContent);

            Assert.Equal(Listed, reply.Header("Access-Control-Allow-Origin"));
            Assert.Contains(method, reply.Header("Access-Control-Allow-Methods"), StringComparison.Ordinal);
            foreach (var header in new[] { "Authorization", "Content-Type", "Idempotency-Key", "If-Match", "Last-Event-ID", "X-Language", "X-On-Behalf-Of", "X-Request-Id", "traceparent" })
                Assert.Contains(header, reply.Header("Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
            Assert.Equal("7200", reply.Header("Access-Control-Max-Age"));
            Assert.Null(reply.Header("Access-Control-Allow-Credentials"));
        }
    }

    [Theory]
    [InlineData("https://evil.example.com")]
    [InlineData("http://chat.example.com")]
    [InlineData("https://chat.example.com:444")]
    [InlineData("https://chat.example.com.evil.com")]
    [InlineData("http://localhost:3000")]
    [InlineData("null")]
    public async Task Origin_WhenNotListed_ThenGetsNothingAndTheCallIsTheSame(string origin)
    {
        var preflight = (await PreflightAsync("/api/v2/messages", "POST", origin)).Expect(HttpStatusCode.NoContent);
        var reply = (await service.With(Production(Known)).GetAsync("/api/v2/messages/outcome", ("Origin", origin), ("Idempotency-Key", "k"))).Expect(HttpStatusCode.OK);

        foreach (var name in new[] { "Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Access-Control-Allow-Headers", "Access-Control-Allow-Methods" })
        {
            Assert.Null(preflight.Header(name));
            Assert.Null(reply.Header(name));
        }
    }

    [Fact]
    public async Task Answers_WhenOfAListedOrigin_ThenTheirHeadersCanBeReadTheRefusalsToo()
    {
        Reply[] replies =
        [
            (await service.With(Production(Known)).GetAsync("/api/v2/messages/outcome", FromListed, ("Idempotency-Key", "k"))).Expect(HttpStatusCode.OK),
            (await service.Anonymous.SendAsync("{}", FromListed)).ExpectError(401, "auth.required"),
            (await service.Anonymous.GetAsync("/nowhere", FromListed)).ExpectError(404, "route.not_found"),
            (await service.Anonymous.GetAsync("/media/none", FromListed)).ExpectError(404, "media.not_found"),
        ];

        foreach (var reply in replies)
        {
            Assert.Equal(Listed, reply.Header("Access-Control-Allow-Origin"));
            foreach (var name in new[] { "Location", "Idempotent-Replayed", "Credit-Balance", "Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-Id", "Chat-Sequence" })
                Assert.Contains(name, reply.Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
            Assert.Equal("Origin", reply.Header("Vary"));
        }

        Assert.Equal("Origin", (await service.Anonymous.GetAsync("/media/none")).Header("Vary"));
    }

    [Theory]
    [InlineData("stranger.example.com", false)]
    [InlineData("api.example.com", true)]
    [InlineData("API.EXAMPLE.COM:8443", true)]
    [InlineData("api.example.com.evil.com", false)]
    [InlineData("[::1]", false)]
    public async Task Host_WhenNotAllowed_ThenIsRefusedButForWhatLooksAfterTheService(string host, bool allowed)
    {
        var reply = await service.Anonymous.GetAsync("/api/v2/chats", ("Host", host));

        if (allowed)
            reply.ExpectError(401, "auth.required");
        else
            reply.ExpectError(400, "request.host");
        foreach (var path in new[] { "/health/live", "/metrics", "/openapi/v2.json" })
            (await service.Anonymous.GetAsync(path, ("Host", host))).Expect(HttpStatusCode.OK);
    }

    /// <summary>The tests call from a loopback address, which this service trusts only in one of its two forms.</summary>
    [Fact]
    public async Task Proxy_WhenTrusted_ThenItsWordCountsAndTheAddressBeforeItIsTheCallers()
    {
        var reply = await UploadAsync(service, ("X-Forwarded-For", "203.0.113.7, 198.51.100.9"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "api.example.com"), ("Host", "10.0.0.1"));

        Assert.StartsWith("https://api.example.com/media/", reply["url"].GetString(), StringComparison.Ordinal);
        // The last address that no trusted proxy has: what stands before it was written by the caller.
        (await service.Anonymous.GetAsync("/api/v2/chats", ("X-Forwarded-For", "203.0.113.7, 198.51.100.9"))).ExpectError(401, "auth.required");
        // The line may come a moment after the answer.
        await Eventually.HoldsAsync(() => service.Log.Lines.Any(line => line.Contains("198.51.100.9", StringComparison.Ordinal)));
        Assert.DoesNotContain(service.Log.Lines, line => line.Contains("203.0.113.7", StringComparison.Ordinal));
        Assert.StartsWith("http://api.example.com/media/", (await UploadAsync(service, ("X-Forwarded-Proto", "javascript"), ("Host", "api.example.com")))["url"].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proxy_WhenNotTrusted_ThenItsWordCountsForNothing()
    {
        using var folder = new TemporaryFolder();
        await using var other = new Service(new ServiceOptions(folder.Path) { Settings = new Dictionary<string, string> { ["Proxy:Trusted:0"] = "10.0.0.0/8" } });

        var reply = await UploadAsync(other, ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "api.example.com"));
        (await other.Anonymous.GetAsync("/api/v2/chats", ("X-Forwarded-For", "203.0.113.7"))).ExpectError(401, "auth.required");

        Assert.StartsWith($"http://{other.Address.Authority}/media/", reply["url"].GetString(), StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => other.Log.CallLines.Any(line => line.Contains("127.0.0.1", StringComparison.Ordinal)));
        Assert.DoesNotContain(other.Log.Lines, line => line.Contains("203.0.113.7", StringComparison.Ordinal));
        // Development lets pages of this machine call, and those that the playground offers.
        foreach (var origin in new[] { "http://localhost:3000", "http://127.0.0.1", "http://[::1]:8080", "https://example.com" })
            Assert.Equal(origin, (await other.Anonymous.GetAsync("/api/v2/chats", ("Origin", origin))).Header("Access-Control-Allow-Origin"));
        Assert.Null((await other.Anonymous.GetAsync("/api/v2/chats", ("Origin", "https://chat.example.com"))).Header("Access-Control-Allow-Origin"));
    }

    private static string Production(string user) => new TokenParts { Subject = user, Key = Tokens.OtherKey }.Sign();

    private static async Task<Reply> UploadAsync(Service service, params (string Name, string Value)[] headers)
    {
        foreach (var token in new[] { Production(Known), Tokens.ForUser(Known) })
        {
            var reply = await service.With(token).SendAsync(HttpMethod.Post, "/api/v2/files", Form.Of(Form.File("Merhaba"u8.ToArray(), "a.txt")), headers);
            if (reply.Status != HttpStatusCode.Unauthorized)
                return reply.Expect(HttpStatusCode.Created);
        }

        throw new InvalidOperationException("No token is good.");
    }

    private Task<Reply> PreflightAsync(string path, string method, string origin) => service.Anonymous.SendAsync(
        HttpMethod.Options, path, null, ("Origin", origin), ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", "authorization,content-type,idempotency-key"));

    public sealed class Fixture : IAsyncLifetime, IDisposable
    {
        private readonly TemporaryFolder folder = new();

        public Service Service { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            var options = new ServiceOptions(folder.Path)
            {
                Settings = new Dictionary<string, string> { ["Cors:Origins:0"] = "https://chat.example.com", ["Hosts:Allowed:2"] = "api.example.com" },
            }.Outside("Staging");
            Service = new Service(options);
            var backend = Service.With(new TokenParts { Role = "service", Key = Tokens.OtherKey }.Sign());
            (await backend.PutAsync($"/api/v2/users/{Known}", """{ "username": "somebody" }""")).Expect(HttpStatusCode.Created);
        }

        public Task DisposeAsync() => Service.DisposeAsync().AsTask();

        public void Dispose() => folder.Dispose();
    }
}
