using System.Text;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Abuse;

/// <summary>Requests whose end a proxy might see elsewhere: each is refused, and what hides in it is not taken for a request.</summary>
public sealed class SmugglingTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Hidden = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n";

    [Theory]
    [InlineData("Content-Length: 5\r\nContent-Length: 6")]
    [InlineData("Content-Length: 5, 6")]
    [InlineData("Content-Length: 0x5")]
    [InlineData("Content-Length: -1")]
    [InlineData("Content-Length : 5")]
    [InlineData("Transfer-Encoding : chunked")]
    [InlineData("Transfer-Encoding: chunked, identity")]
    [InlineData("Transfer-Encoding: xchunked")]
    [InlineData("Transfer-Encoding: gzip, identity")]
    [InlineData("X: a\r\n Transfer-Encoding: chunked")]
    [InlineData("X: a\rTransfer-Encoding: chunked")]
    public async Task Request_WhenItsEndIsInDoubt_ThenIsRefusedAndTheConnectionEnds(string headers)
    {
        var request = $"POST /api/v2/messages HTTP/1.1\r\nHost: a\r\n{headers}\r\n\r\n0\r\n\r\n{Hidden}";

        var answer = await RawHttp.TextAsync(fixture.Service.Address, Encoding.ASCII.GetBytes(request));

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("live", answer, StringComparison.Ordinal);
    }
}
