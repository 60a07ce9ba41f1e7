using System.Net;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Abuse;

/// <summary>The OpenAPI document, asked for by ever other names of the host.</summary>
[Collection(nameof(Alone))]
public sealed class HostFloodTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Path = "/openapi/v2.json";
    private const int Hosts = 100;

    /// <summary>Of managed memory, for one answer: less than the document itself, which is made once.</summary>
    private const long MaxAllocated = 200_000;

    [Fact]
    public async Task Document_WhenAskedForByEverOtherHosts_ThenIsMadeOnceAndTheSameForAll()
    {
        var first = (await fixture.Service.Anonymous.GetAsync(Path)).Expect(HttpStatusCode.OK);
        using var client = new HttpClient();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);

        for (var i = 0; i < Hosts; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(fixture.Service.Address, Path));
            request.Headers.Host = $"host-{i}.example";
            request.Headers.TryAddWithoutValidation("If-None-Match", i % 2 == 0 ? "\"another\"" : first.Header("ETag"));
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(i % 2 == 0 ? HttpStatusCode.OK : HttpStatusCode.NotModified, response.StatusCode);
            Assert.Equal(first.Header("ETag"), response.Headers.ETag!.ToString());
        }

        allocated = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / Hosts;
        Assert.True(allocated < MaxAllocated, $"{allocated} bytes for each");
    }
}
