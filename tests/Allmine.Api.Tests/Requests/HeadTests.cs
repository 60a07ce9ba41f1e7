using System.Net;
using System.Text;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Requests;

/// <summary>HEAD is served wherever GET is, with the same status and headers.</summary>
public sealed class HeadTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    /// <summary>They differ from one answer to the next.</summary>
    private static readonly string[] OfEachAnswer = ["Date", "X-Request-Id", "Transfer-Encoding", "Content-Length"];

    private readonly Service service = fixture.Service;

    [Theory]
    [InlineData("/api/v2/chats", 200)]
    [InlineData("/api/v2/chats?limit=0", 400)]
    [InlineData("/api/v2/chats?archived=true", 200)]
    [InlineData("/api/v2/chats/64d15f9e2e6c8f4d5a123456", 403)]
    [InlineData("/api/v2/chats/64d15f9e2e6c8f4d5a999999", 404)]
    [InlineData("/api/v2/blocks", 200)]
    [InlineData("/api/v2/messages/64d15f9e2e6c8f4d5a999999", 404)]
    [InlineData("/api/v2/messages/outcome", 400)]
    [InlineData("/api/v2/users/me/credits", 200)]
    [InlineData("/api/v2/users/me/transactions", 200)]
    [InlineData("/api/v2/feed", 403)]
    [InlineData("/api/v2/webhooks", 403)]
    [InlineData("/api/v2/webhooks/push", 403)]
    [InlineData("/api/v2/webhooks/push/deliveries", 403)]
    [InlineData("/api/dev/webhook-inbox", 200)]
    [InlineData("/api/v2/nothing", 404)]
    [InlineData("/health/live", 200)]
    [InlineData("/health/ready", 200)]
    [InlineData("/media/nobodys.jpg", 404)]
    [InlineData("/openapi/v2.json", 200)]
    [InlineData("/playground", 302)]
    [InlineData("/playground/index.html", 200)]
    [InlineData("/playground/configuration.json", 200)]
    public async Task Head_WhenAsked_ThenAnswersAsGetDoesWithoutTheBody(string path, int status)
    {
        var user = await service.NewUserAsync();
        await service.UntilReadyAsync();
        var get = await user.GetAsync(path);

        var head = await user.SendAsync(HttpMethod.Head, path, body: null);

        Assert.Equal((HttpStatusCode)status, head.Status);
        Assert.Equal(HeadersOf(get), HeadersOf(head));
        Assert.Empty(head.Body);
        // A length, where one is told, is that of the body.
        if (head.Header("Content-Length") is { } length && status == 200)
            Assert.Equal(length, get.Header("Content-Length"));
    }

    [Fact]
    public async Task Head_WhenOfALongAnswer_ThenTheConnectionIsGoodForTheNextCall()
    {
        var conversation = await service.NewConversationAsync();
        var token = Tokens.ForUser(conversation.Sender.UserId);
        var path = $"/api/v2/messages/chat/{conversation.ChatId}";
        var two = RawHttp.HeadOf(service.Address, "HEAD", path, token).Replace("Connection: close\r\n", "", StringComparison.Ordinal)
            + RawHttp.HeadOf(service.Address, "GET", path, token);

        var answer = await RawHttp.TextAsync(service.Address, Encoding.ASCII.GetBytes(two));

        Assert.Equal(2, answer.Split("HTTP/1.1 200 OK").Length - 1);
        Assert.Single(answer.Split("\"items\"")[1..]);
    }

    [Fact]
    public async Task Head_WhenOfTheEvents_ThenEndsWithTheHeaders()
    {
        var head = await (await service.NewUserAsync()).SendAsync(HttpMethod.Head, "/api/v2/events", body: null);

        Assert.Equal("text/event-stream", head.Expect(HttpStatusCode.OK).Header("Content-Type"));
        (await service.Anonymous.SendAsync(HttpMethod.Head, "/api/v2/events", body: null)).Expect(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/api/v2/feed", 200)]
    [InlineData("/api/v2/webhooks", 200)]
    [InlineData("/api/v2/webhooks/nobodys", 404)]
    [InlineData("/api/v2/webhooks/nobodys/deliveries", 404)]
    public async Task Head_WhenOfABackend_ThenAnswersAsGetDoesWithoutTheBody(string path, int status)
    {
        var (get, head) = (await service.Backend.GetAsync(path), await service.Backend.SendAsync(HttpMethod.Head, path, body: null));

        Assert.Equal(((HttpStatusCode)status, get.Status), (head.Status, head.Status));
        Assert.Equal(HeadersOf(get), HeadersOf(head));
        Assert.Empty(head.Body);
    }

    [Fact]
    public async Task Head_WhenOfTheFeedsStream_ThenEndsWithTheHeaders()
    {
        var head = await service.Backend.SendAsync(HttpMethod.Head, "/api/v2/feed/stream", body: null);

        Assert.Equal("text/event-stream", head.Expect(HttpStatusCode.OK).Header("Content-Type"));
    }

    [Theory]
    [InlineData("POST", "/api/v2/chats/64d15f9e2e6c8f4d5a123456", "GET, HEAD, PATCH")]
    [InlineData("POST", "/api/v2/chats/64d15f9e2e6c8f4d5a123456/members", null)]
    [InlineData("HEAD", "/api/v2/chats/64d15f9e2e6c8f4d5a123456/settings", "PUT")]
    [InlineData("HEAD", "/api/v2/sync", "POST")]
    [InlineData("HEAD", "/api/v2/files", "POST")]
    public async Task Head_WhenThereIsNoGet_ThenIsNotAllowed(string method, string path, string? allowed)
    {
        var reply = await service.Anonymous.SendAsync(new HttpMethod(method), path, body: null);

        Assert.Equal(allowed is null ? HttpStatusCode.NotFound : HttpStatusCode.MethodNotAllowed, reply.Status);
        Assert.Equal(allowed, reply.Header("Allow"));
    }

    private static IEnumerable<string> HeadersOf(Reply reply) =>
        reply.Headers.Where(header => !OfEachAnswer.Contains(header.Key, StringComparer.OrdinalIgnoreCase)).Select(header => $"{header.Key}: {header.Value}").Order();
}
