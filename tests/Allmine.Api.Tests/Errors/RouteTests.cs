using System.Net;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Errors;

public sealed class RouteTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service service = fixture.Service;

    [Theory]
    [InlineData("/api/v2/nothing")]
    [InlineData("/api/v1/messages")]
    [InlineData("/api/v2/messages/chat/64d15f9e2e6c8f4d5a123456/nothing")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/media")]
    public async Task Route_WhenThereIsNone_ThenIsNotFound(string path) =>
        (await service.Anonymous.GetAsync(path)).ExpectError(404, "route.not_found");

    [Theory]
    [InlineData("PUT", "/api/v2/messages", "GET, HEAD, POST")]
    [InlineData("DELETE", "/api/v2/messages", "GET, HEAD, POST")]
    [InlineData("POST", "/api/v2/messages/64d15f9e2e6c8f4d5a123456", "DELETE, GET, HEAD, PATCH")]
    [InlineData("PUT", "/api/v2/messages/outcome", "DELETE, GET, HEAD, PATCH")]
    [InlineData("DELETE", "/api/v2/users/64d15f9e2e6c8f4d5a123456", "GET, HEAD, PUT")]
    [InlineData("GET", "/api/v2/chats/64d15f9e2e6c8f4d5a123456/members/me", "DELETE, PUT")]
    [InlineData("GET", "/api/v2/chats/64d15f9e2e6c8f4d5a123456/settings", "PUT")]
    [InlineData("POST", "/api/v2/blocks", "GET, HEAD")]
    [InlineData("GET", "/api/dev/token", "POST")]
    [InlineData("GET", "/api/dev/reset", "POST")]
    [InlineData("GET", "/api/v2/files", "POST")]
    [InlineData("POST", "/media/abc.jpg", "GET, HEAD")]
    public async Task Method_WhenTheRouteDoesNotTakeIt_ThenIsNotAllowedAndTheOthersAreListed(string method, string path, string allowed)
    {
        var reply = (await service.Anonymous.SendAsync(new HttpMethod(method), path, body: null)).ExpectError(405, "route.method_not_allowed");

        Assert.Equal(allowed, reply.Header("Allow"));
    }

    [Theory]
    [InlineData("00000000000000000000000000000000.jpg")]
    [InlineData("..%2Fallmine.db")]
    [InlineData("..%5Callmine.db")]
    [InlineData("ALLMINE.DB")]
    public async Task Media_WhenTheKeyIsNobodys_ThenIsNotFound(string key) =>
        (await service.Anonymous.GetAsync($"/media/{key}")).ExpectError(404, "media.not_found");

    [Fact]
    public async Task RequestId_WhenTheCallerGivesAPlainOne_ThenIsKept()
    {
        var reply = await service.Anonymous.GetAsync("/nothing", ("X-Request-Id", "abc-123"));

        Assert.Equal("abc-123", reply.ExpectError(404, "route.not_found").Header("X-Request-Id"));
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("ğ")]
    [InlineData("")]
    public async Task RequestId_WhenTheCallersIsNoPlainOne_ThenIsReplaced(string id)
    {
        var reply = await service.Anonymous.GetAsync("/health/live", ("X-Request-Id", id));

        Assert.Matches("^[!-~]{4,}$", reply.Expect(HttpStatusCode.OK).Header("X-Request-Id"));
        Assert.NotEqual(id, reply.Header("X-Request-Id"));
    }

    [Fact]
    public async Task Server_WhenAnswering_ThenDoesNotNameItself() =>
        Assert.Null((await service.Anonymous.GetAsync("/health/live")).Header("Server"));
}
