using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Api.Tests.Development;

public sealed class WebhookInboxTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Path = "/api/dev/webhook-inbox";
    private const string Off = """{ "url": "https://hooks.example.com/", "active": false }""";

    private readonly Service service = fixture.Service;

    [Fact]
    public async Task Receive_WhenSignedWithTheWebhooksSecret_ThenIsTakenAndShownAsItCame()
    {
        var (name, secret) = await NewWebhookAsync();
        const string Body = """{ "type":"webhook.test", "data":{} }""";

        var reply = await ReceiveAsync(name, secret, Body);

        Assert.Equal(HttpStatusCode.NoContent, reply.Status);
        var shown = (await service.Anonymous.GetAsync(Path)).Expect(HttpStatusCode.OK)["items"].EnumerateArray().First(item => item.GetProperty("name").GetString() == name);
        Assert.True(shown.GetProperty("verified").GetBoolean());
        Assert.Equal(Body, shown.GetProperty("body").GetString());
        Assert.Equal("evt_1", shown.GetProperty("webhookId").GetString());
    }

    [Theory]
    [InlineData(-300, HttpStatusCode.NoContent)]
    [InlineData(-301, HttpStatusCode.Unauthorized)]
    [InlineData(300, HttpStatusCode.NoContent)]
    [InlineData(301, HttpStatusCode.Unauthorized)]
    public async Task Receive_WhenSignedLongAgoOrInTheFuture_ThenIsNotBelieved(int seconds, HttpStatusCode status)
    {
        // On a clock that stands, so that not a second is between the one who signs and the one who looks.
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var folder = new TemporaryFolder();
        await using var own = new Service(new ServiceOptions(folder.Path) { Replace = services => services.AddSingleton<TimeProvider>(time) });
        var made = (await own.Backend.PutAsync("/api/v2/webhooks/push", Off)).Expect(HttpStatusCode.Created);

        Assert.Equal(status, (await ReceiveAsync(own, time.GetUtcNow().AddSeconds(seconds), "push", made["secret"].GetString()!, "{}")).Status);
    }

    [Fact]
    public async Task Receive_WhenSignedWithAnotherSecretOrOfNoWebhook_ThenIsNotBelieved()
    {
        var (name, secret) = await NewWebhookAsync();
        var (_, other) = await NewWebhookAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await ReceiveAsync(name, other, "{}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ReceiveAsync("nobodys", secret, "{}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await service.Anonymous.PostAsync($"{Path}/{name}", "{}")).Status);
    }

    [Theory]
    [InlineData(20_000, HttpStatusCode.NoContent)]
    [InlineData(20_001, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Receive_WhenLargerThanAnyWebhook_ThenIsRefused(int size, HttpStatusCode status)
    {
        var (name, secret) = await NewWebhookAsync();

        Assert.Equal(status, (await ReceiveAsync(name, secret, new string('x', size))).Status);
    }

    [Fact]
    public async Task Inbox_WhenMoreThanAHundredCame_ThenHasTheLastHundredNewestFirst()
    {
        var (name, secret) = await NewWebhookAsync();
        for (var i = 1; i <= 101; i++)
            await ReceiveAsync(name, secret, i.ToString(CultureInfo.InvariantCulture));

        var bodies = (await service.Anonymous.GetAsync(Path)).Expect(HttpStatusCode.OK)["items"].EnumerateArray().Select(item => item.GetProperty("body").GetString()).ToList();

        Assert.Equal(100, bodies.Count);
        Assert.Equal(("101", "2"), (bodies[0], bodies[^1]));
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task Inbox_WhenOutsideDevelopment_ThenTheRoutesDoNotExist(string environment)
    {
        using var folder = new TemporaryFolder();
        await using var elsewhere = new Service(new ServiceOptions(folder.Path).Outside(environment));

        (await elsewhere.Anonymous.GetAsync(Path)).ExpectError(404, "route.not_found");
        (await elsewhere.Anonymous.PostAsync($"{Path}/push", "{}")).ExpectError(404, "route.not_found");
        Assert.DoesNotContain(Path, (await elsewhere.Anonymous.GetAsync("/openapi/v2.json")).Expect(HttpStatusCode.OK).Text, StringComparison.Ordinal);
    }

    /// <summary>One that is off: nothing but what a test sends comes. It is removed, since there are 20 at most.</summary>
    private async Task<(string Name, string Secret)> NewWebhookAsync()
    {
        foreach (var old in (await service.Backend.GetAsync("/api/v2/webhooks")).Expect(HttpStatusCode.OK)["items"].EnumerateArray().Skip(10).ToList())
            (await service.Backend.SendAsync(HttpMethod.Delete, $"/api/v2/webhooks/{old.GetProperty("name").GetString()}", null)).Expect(HttpStatusCode.NoContent);
        var name = Tokens.NewId();
        var made = (await service.Backend.PutAsync($"/api/v2/webhooks/{name}", Off)).Expect(HttpStatusCode.Created);
        return (name, made["secret"].GetString()!);
    }

    private Task<Reply> ReceiveAsync(string name, string secret, string body) => ReceiveAsync(service, TimeProvider.System.GetUtcNow(), name, secret, body);

    private static Task<Reply> ReceiveAsync(Service service, DateTimeOffset signedAt, string name, string secret, string body)
    {
        var timestamp = signedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var hash = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"evt_1.{timestamp}.{body}"));
        return service.Anonymous.PostAsync(
            $"{Path}/{name}", body, ("webhook-id", "evt_1"), ("webhook-timestamp", timestamp), ("webhook-signature", $"v1,AAAA v1,{Convert.ToBase64String(hash)}"));
    }
}
