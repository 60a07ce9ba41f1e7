using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Application.Ports.Store;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace Allmine.Api.Tests.Health;

public sealed class HealthTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    /// <summary>A build from a checkout knows its commit.</summary>
    [Fact]
    public async Task Live_WhenAsked_ThenTellsVersionAndCommit()
    {
        var reply = (await fixture.Service.Anonymous.GetAsync("/health/live")).Expect(HttpStatusCode.OK);

        Assert.Equal(ProgramVersion.LiveAnswer, reply.Text);
        Assert.Equal(["status", "version", "commit"], reply.Json.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("live", ProgramVersion.Short), (reply["status"].GetString(), reply["version"].GetString()));
        Assert.Equal(ProgramVersion.Commit, reply["commit"].GetString());
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+$", ProgramVersion.Short);
    }

    [Theory]
    [InlineData("/health/ready", """{"status":"ready"}""")]
    public async Task Health_WhenAllIsWell_ThenSaysSoToAnybody(string path, string body)
    {
        await fixture.Service.UntilReadyAsync();

        var reply = (await fixture.Service.Anonymous.GetAsync(path)).Expect(HttpStatusCode.OK);

        Assert.Equal(body, reply.Text);
        Assert.Equal("application/json; charset=utf-8", reply.Header("Content-Type"));
        Assert.Contains("no-store", reply.Header("Cache-Control"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_WhenTheStoreLacksARight_ThenSaysWhich()
    {
        var status = new Mock<IStoreStatus>();
        status.Setup(port => port.CheckAsync(It.IsAny<CancellationToken>())).ReturnsAsync(StoreReadiness.Lacking(["find (allmine.chats)", "insert (allmine.users)"]));
        using var folder = new TemporaryFolder();
        await using var service = new Service(new ServiceOptions(folder.Path) { Replace = services => services.AddSingleton(status.Object) });

        var reply = (await service.Anonymous.GetAsync("/health/ready")).ExpectError(503, "store.right_missing");

        Assert.Contains("find (allmine.chats), insert (allmine.users)", reply.Errors[1], StringComparison.Ordinal);
    }
}
