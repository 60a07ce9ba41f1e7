using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Webhooks;

/// <summary>Where webhooks may go, on a service that does not allow private addresses.</summary>
public sealed class WebhookUrlTests(PublicWebhookFixture fixture) : IClassFixture<PublicWebhookFixture>
{
    [Theory]
    [InlineData("https://hooks.example.com")]
    [InlineData("https://hooks.example.com:8443/a/b?c=d")]
    [InlineData("HTTPS://hooks.example.com/")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://[2606:4700::1111]/")]
    [InlineData("https://xn--bcher-kva.example/")]
    public async Task Url_WhenItIsOutside_ThenIsTaken(string url)
    {
        var path = TestWebhook.PathOf(Tokens.NewId());

        Assert.Equal(url, (await PutAsync(path, url)).Expect(HttpStatusCode.Created)["url"].GetString());

        (await fixture.Service.Backend.SendAsync(HttpMethod.Delete, path, null)).Expect(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hooks.example.com")]
    [InlineData("/hooks")]
    [InlineData("http://hooks.example.com/")]
    [InlineData("ftp://hooks.example.com/")]
    [InlineData("https://")]
    [InlineData("https://user@hooks.example.com/")]
    [InlineData("https://user:password@hooks.example.com/")]
    [InlineData("https://hooks.example.com/#part")]
    [InlineData("https://hooks.example.com/#")]
    [InlineData("https://hooks.example.com/a b")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://0/")]
    [InlineData("https://0.0.0.0/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://169.254.169.254/")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://[fd00::1]/")]
    [InlineData("https://localhost/")]
    [InlineData("https://LOCALHOST./")]
    [InlineData("https://a.localhost/")]
    [InlineData("https://𝟏𝟐𝟕.𝟎.𝟎.𝟏/")]
    [InlineData("https://ℓocalhost/")]
    [InlineData("https://bücher.example/")]
    [InlineData("https://hooks.example.com:0/")]
    [InlineData("https://[2606:4700::1111].example.com/")]
    [InlineData("https://[2606:4700::5efe:10.0.0.1]/")]
    public async Task Url_WhenItIsInsideOrOfAnotherForm_ThenIsRefused(string url)
    {
        var path = TestWebhook.PathOf(Tokens.NewId());

        (await PutAsync(path, url)).ExpectError(400, "validation.url.not_allowed");

        (await fixture.Service.Backend.GetAsync(path)).ExpectError(404, "webhook.not_found");
    }

    [Theory]
    [InlineData(2_048, 201)]
    [InlineData(2_049, 400)]
    public async Task Url_WhenItIsLong_ThenTheLimitIsExact(int length, int status)
    {
        const string Start = "https://hooks.example.com/";
        var path = TestWebhook.PathOf(Tokens.NewId());

        var reply = await PutAsync(path, Start + new string('a', length - Start.Length));

        if (status == 201)
            reply.Expect(HttpStatusCode.Created);
        else
            reply.ExpectError(400, "validation.url.not_allowed");
        (await fixture.Service.Backend.SendAsync(HttpMethod.Delete, path, null)).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Put_WhenTheServiceHasNoKey_ThenIsRefusedAndTheRestIsServed()
    {
        using var folder = new TemporaryFolder();
        await using var service = new Service(new ServiceOptions(folder.Path).Outside("Production"));
        var backend = service.With(new TokenParts { Subject = Tokens.NewId(), Role = "service", Key = Tokens.OtherKey }.Sign());
        var path = TestWebhook.PathOf("push");

        (await backend.PutAsync(path, """{ "url": "https://hooks.example.com/", "active": false }""")).ExpectError(409, "webhook.no_key");

        (await backend.GetAsync(path)).ExpectError(404, "webhook.not_found");
        Assert.Equal(0, (await backend.GetAsync("/api/v2/webhooks")).Expect(HttpStatusCode.OK)["items"].GetArrayLength());
        (await backend.GetAsync("/api/v2/feed")).Expect(HttpStatusCode.OK);
    }

    /// <summary>Nothing is sent: the webhooks are off.</summary>
    private Task<Reply> PutAsync(string path, string url) =>
        fixture.Service.Backend.PutAsync(path, JsonSerializer.Serialize(new Dictionary<string, object> { ["url"] = url, ["active"] = false }));
}
