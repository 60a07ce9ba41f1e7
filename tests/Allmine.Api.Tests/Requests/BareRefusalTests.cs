using System.Net;
using System.Text;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Requests;

/// <summary>
/// Requests that the server refuses before it knows what they ask for, with a status alone: docs/errors.md lists them. What can be
/// read as a request gets the envelope.
/// </summary>
public sealed class BareRefusalTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly Dictionary<string, (string Request, int Status)> Bare = new()
    {
        ["no request line"] = ("nonsense\r\n\r\n", 400),
        ["an unknown version"] = ("GET / HTTP/9.9\r\nHost: a\r\n\r\n", 505),
        ["a target that is no path"] = ("GET nowhere HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        ["letters in the target that are not encoded"] = ("GET /\u00FF HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ["no host"] = ("GET /health/live HTTP/1.1\r\n\r\n", 400),
        ["two hosts"] = ("GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ["a header without a colon"] = ("GET /health/live HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n", 400),
        ["a header whose name is none"] = ("GET /health/live HTTP/1.1\r\nHost: a\r\na b: c\r\n\r\n", 400),
        ["a NUL in a header"] = ("GET /health/live HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", 400),
        ["a length that is none"] = ("POST /api/v2/messages HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n", 400),
        ["two lengths"] = ("POST /api/v2/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        ["an unknown transfer coding"] = ("POST /api/v2/messages HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 400),
        ["more than 100 headers"] = ($"GET /health/live HTTP/1.1\r\nHost: a\r\n{string.Concat(Enumerable.Range(0, 100).Select(i => $"X-{i}: a\r\n"))}\r\n", 431),
        ["more than 32 KiB of headers"] = ($"GET /health/live HTTP/1.1\r\nHost: a\r\nX: {new string('a', 33_000)}\r\n\r\n", 431),
        ["more than 8 KiB of target"] = ($"GET /{new string('a', 9_000)} HTTP/1.1\r\nHost: a\r\n\r\n", 414),
    };

    private readonly Service service = fixture.Service;

    public static TheoryData<string> Names => new(Bare.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Request_WhenItIsNone_ThenIsRefusedWithAStatusAlone(string name)
    {
        var (request, status) = Bare[name];

        var answer = await RawHttp.TextAsync(service.Address, Encoding.Latin1.GetBytes(request));

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 0\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
        (await service.Anonymous.GetAsync("/health/live")).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("nonsense\r\n")]
    [InlineData("2\r\n{}nonsense")]
    public async Task Chunks_WhenTheyAreNone_ThenTheBodyIsMalformed(string chunks)
    {
        var token = Tokens.ForUser((await service.NewUserAsync()).UserId);
        var head = RawHttp.Head(service.Address, token, "Content-Type: application/json", "Transfer-Encoding: chunked");

        (await RawHttp.ExchangeAsync(service.Address, Encoding.ASCII.GetBytes(head + chunks)))!.ExpectError(400, "body.malformed");
    }
}
