using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Requests;

/// <summary>What every answer says to browsers, whatever is asked for.</summary>
public sealed class AnswerHeaderTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string NotKept = "no-store";

    private readonly Service service = fixture.Service;

    [Theory]
    [InlineData("/api/v2/chats", 401, NotKept)]
    [InlineData("/api/v2/nothing", 404, NotKept)]
    [InlineData("/api/v2/chats/", 404, NotKept)]
    [InlineData("/nothing", 404, NotKept)]
    [InlineData("/media/nothing", 404, NotKept)]
    [InlineData("/health/live", 200, "no-store, no-cache")]
    [InlineData("/health/ready", 200, "no-store, no-cache")]
    [InlineData("/openapi/v2.json", 200, "no-cache")]
    [InlineData("/playground", 302, "no-cache")]
    [InlineData("/playground/index.html", 200, "no-cache")]
    [InlineData("/playground/main.js", 200, "no-cache")]
    [InlineData("/playground/configuration.json", 200, "no-cache")]
    public async Task Answer_WhenWithoutAToken_ThenHasTheHeaders(string path, int status, string cacheControl)
    {
        await service.UntilReadyAsync();
        ExpectHeaders(await service.Anonymous.GetAsync(path), status, cacheControl);
        ExpectHeaders(await service.Anonymous.SendAsync(HttpMethod.Head, path, null), status, cacheControl);
    }

    [Theory]
    [InlineData("GET", "/api/v2/chats", 200)]
    [InlineData("GET", "/api/v2/users/me/credits", 200)]
    [InlineData("GET", "/api/v2/chats?x=1", 400)]
    [InlineData("PATCH", "/api/v2/chats", 405)]
    [InlineData("OPTIONS", "/api/v2/chats", 405)]
    [InlineData("POST", "/api/v2/messages", 415)]
    public async Task Answer_WhenOfTheApi_ThenHasTheHeaders(string method, string path, int status) =>
        ExpectHeaders(await (await service.NewUserAsync()).SendAsync(new HttpMethod(method), path, null), status, NotKept);

    [Fact]
    public async Task Answer_WhenItIsAFile_ThenHasTheHeadersAndMayBeKept()
    {
        var user = await service.NewUserAsync();
        var uploaded = await user.SendAsync(HttpMethod.Post, "/api/v2/files", Form.Of(Form.File("Merhaba"u8.ToArray(), "a.txt")));
        ExpectHeaders(uploaded, 201, NotKept);
        var path = new Uri(uploaded["url"].GetString()!).AbsolutePath;

        var served = await service.Anonymous.GetAsync(path);

        Assert.StartsWith("public, max-age=", served.Header("Cache-Control"), StringComparison.Ordinal);
        ExpectHeaders(served, 200, served.Header("Cache-Control")!);
        ExpectHeaders(await service.Anonymous.GetAsync(path, ("Range", "bytes=100-")), 416, NotKept);
    }

    [Fact]
    public async Task Answer_WhenItIsAStreamOfEvents_ThenHasTheHeaders()
    {
        var user = await service.NewUserAsync();
        await using var stream = await Events.EventListening.OpenAsync(service, user.UserId);

        Assert.Equal("nosniff", stream.Response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", stream.Response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal(NotKept, stream.Response.Headers.CacheControl!.ToString());
    }

    private static void ExpectHeaders(Reply reply, int status, string cacheControl)
    {
        Assert.Equal(status, (int)reply.Status);
        Assert.Equal("nosniff", reply.Header("X-Content-Type-Options"));
        Assert.Equal("no-referrer", reply.Header("Referrer-Policy"));
        Assert.Equal(cacheControl, reply.Header("Cache-Control"));
    }
}
