using System.Text;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Requests;

/// <summary>A caller who may not make a call is told so before a single byte of the body is taken.</summary>
public sealed class EarlyRefusalTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Multipart = "Content-Type: multipart/form-data; boundary=b";
    private const string Json = "Content-Type: application/json";
    private const string Length = "Content-Length: 94371840";

    private readonly Service service = fixture.Service;

    public static TheoryData<string, string> Uploads => new()
    {
        { "/api/v2/messages", Multipart },
        { "/api/v2/messages", Json },
        { "/api/v2/files", Multipart },
    };

    [Theory]
    [MemberData(nameof(Uploads))]
    public async Task Upload_WhenTheCallerMayNotSend_ThenIsRefusedBeforeItsBytes(string path, string type)
    {
        var user = await service.NewUserAsync();

        (await AskAsync(path, Tokens.ForUser(Tokens.NewId()), type, Length)).ExpectError(403, "auth.forbidden");
        (await AskAsync(path, Tokens.ForService(), type, Length)).ExpectError(403, "auth.forbidden");
        (await AskAsync(path, Tokens.ForService(), type, Length, $"X-On-Behalf-Of: {Tokens.NewId()}")).ExpectError(403, "auth.forbidden");
        (await AskAsync(path, Tokens.ForUser(user.UserId), type, Length, $"X-On-Behalf-Of: {user.UserId}")).ExpectError(403, "auth.forbidden");
        (await AskAsync(path, "garbage", type, Length)).ExpectError(401, "auth.invalid_token");
        (await AskAsync(path, null, type, Length)).ExpectError(401, "auth.required");
    }

    [Theory]
    [MemberData(nameof(Uploads))]
    public async Task Upload_WhenItsHeadIsWrong_ThenIsRefusedBeforeItsBytes(string path, string type)
    {
        var token = Tokens.ForUser((await service.NewUserAsync()).UserId);

        (await AskAsync(path, token, type, Length, "Idempotency-Key: a", "Idempotency-Key: b")).ExpectError(400, "validation.idempotencyKey.format");
        (await AskAsync(path + "?x=1", token, type, Length)).ExpectError(400, "validation.x.unknown");
        (await AskAsync(path + "/", token, type, Length)).ExpectError(404, "route.not_found");
    }

    [Fact]
    public async Task Upload_WhenItAsksBeforehand_ThenIsNotToldToGoOn()
    {
        var head = RawHttp.HeadOf(service.Address, "POST", "/api/v2/files", Tokens.ForUser(Tokens.NewId()), Multipart, Length, "Expect: 100-continue");

        var answer = await RawHttp.TextUpToAsync(service.Address, "\r\n\r\n", Encoding.ASCII.GetBytes(head));

        Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_WhenTheCallReadsNone_ThenItIsNotWaitedFor()
    {
        var token = Tokens.ForUser((await service.NewUserAsync()).UserId);

        foreach (var path in new[] { "/api/v2/chats", "/health/live", "/api/v2/nothing" })
        {
            var head = RawHttp.HeadOf(service.Address, "GET", path, token, Json, Length);
            var answer = await RawHttp.TextUpToAsync(service.Address, "\r\n\r\n", Encoding.ASCII.GetBytes(head));
            Assert.StartsWith(path.EndsWith("nothing", StringComparison.Ordinal) ? "HTTP/1.1 404 " : "HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Refusal_WhenBeforeTheUseCase_ThenIsLoggedAsItsOwn()
    {
        var stranger = Tokens.NewId();
        await service.User(stranger).GetAsync("/api/v2/users/me/credits");

        // The line may come a moment after the answer.
        bool IsIts(string line) => line.Contains(stranger, StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => service.Log.Lines.Any(IsIts));
        var line = Assert.Single(service.Log.Lines, IsIts);
        Assert.Contains("GET /api/v2/users/me/credits forbidden: 403 auth.forbidden", line, StringComparison.Ordinal);
        Assert.Contains("from 127.0.0.1", line, StringComparison.Ordinal);
    }

    private async Task<Reply> AskAsync(string path, string? token, params string[] headers) => (await RawHttp.ExchangeAsync(
        service.Address, Encoding.ASCII.GetBytes(RawHttp.HeadOf(service.Address, "POST", path, token, headers))))!;
}
