using System.Net;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Health;

public sealed class HealthTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    [Theory]
    [InlineData("/health/live", """{"status":"live"}""")]
    [InlineData("/health/ready", """{"status":"ready"}""")]
    public async Task Health_WhenAllIsWell_ThenSaysSoToAnybody(string path, string body)
    {
        await fixture.Service.UntilReadyAsync();

        var reply = (await fixture.Service.Anonymous.GetAsync(path)).Expect(HttpStatusCode.OK);

        Assert.Equal(body, reply.Text);
        Assert.Equal("application/json; charset=utf-8", reply.Header("Content-Type"));
        Assert.Contains("no-store", reply.Header("Cache-Control"), StringComparison.Ordinal);
    }
}
