using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.WarmUp;
using Allmine.Application.Ports.Store;
using Allmine.Domain.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Allmine.Api.Tests.Health;

/// <summary>The warm-up keeps the service from being ready, never from living, and not for ever.</summary>
public sealed class WarmUpTests
{
    [Fact]
    public async Task WarmUp_WhenItIsDone_ThenTheServiceIsReadyAndNothingWentWrong()
    {
        using var folder = new TemporaryFolder();
        // Less than what the warm-up sends: it has a user of its own for each time.
        await using var service = new Service(new ServiceOptions(folder.Path)
        {
            WarmsUp = true,
            Replace = services => services.AddStandingClock(),
            Settings = new Dictionary<string, string> { ["RateLimits:SendsPerMinute"] = "10", ["RateLimits:RequestsPerMinute"] = "30" },
        });

        await service.UntilReadyAsync();

        Assert.Single(service.Log.Lines, line => line.StartsWith("Information: Ready", StringComparison.Ordinal));
        Assert.DoesNotContain(service.Log.Lines, IsComplaint);
        // It has sent nothing: the first message of the development data's chat is the first.
        var sent = await service.User("64d15f9e2e6c8f4d5a111111").SendAsync("""{ "type": "text", "chatId": "64d15f9e2e6c8f4d5a123456", "content": "x" }""");
        Assert.Equal(1, sent.Expect(HttpStatusCode.Created)["sequence"].GetInt64());
        Assert.Equal(100, (await service.User("64d15f9e2e6c8f4d5a111111").GetAsync("/api/v2/users/me/credits"))["balance"].GetInt64());
    }

    [Fact]
    public async Task WarmUp_WhenTokensComeFromAnAuthority_ThenItsKeysAreThereBeforeTheFirstRequest()
    {
        using var folder = new TemporaryFolder();
        await using var authority = await TestAuthority.StartAsync();
        await using var service = new Service(new ServiceOptions(folder.Path)
        {
            WarmsUp = true,
            Replace = services => services.AddStandingClock(),
            Settings = new Dictionary<string, string> { ["Jwt:Authority"] = authority.Address },
        });

        await service.UntilReadyAsync();

        Assert.Equal(1, authority.Fetches);
        Assert.DoesNotContain(service.Log.Lines, IsComplaint);
        // A token of the authority is good, and its keys are not fetched once more.
        (await service.With(authority.TokenFor("64d15f9e2e6c8f4d5a111111")).GetAsync("/api/v2/chats")).Expect(HttpStatusCode.OK);
        Assert.Equal(1, authority.Fetches);
    }

    [Fact]
    public async Task WarmUp_WhenTheServiceIsCalledByOneNameAlone_ThenCallsItByThatName()
    {
        using var folder = new TemporaryFolder();
        await using var service = new Service(new ServiceOptions(folder.Path)
        {
            WarmsUp = true,
            Replace = services => services.AddStandingClock(),
            Settings = new Dictionary<string, string> { ["Hosts:Allowed:0"] = "api.example.com" },
        });

        await service.UntilReadyAsync();

        Assert.DoesNotContain(service.Log.Lines, IsComplaint);
        (await service.Anonymous.GetAsync("/api/v2/chats")).ExpectError(400, "request.host");
    }

    [Fact]
    public async Task WarmUp_WhenItFails_ThenTheServiceIsReadyAllTheSameAndSaysSo()
    {
        using var folder = new TemporaryFolder();
        await using var service = new Service(new ServiceOptions(folder.Path)
        {
            WarmsUp = true,
            Replace = services => services.AddStandingClock().AddSingleton<IStoreRehearsal>(new FailingRehearsal(() => throw new StoreUnavailableException())),
        });

        await service.UntilReadyAsync();

        Assert.Contains("not warm", Assert.Single(service.Log.Lines, IsComplaint), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WarmUp_WhenTheStoreHangs_ThenTheServiceLivesAndIsReadyOnceTheTimeIsOver()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var service = new Service(new ServiceOptions(folder.Path)
        {
            WarmsUp = true,
            Replace = services => services
                .AddSingleton<TimeProvider>(time)
                .AddSingleton<IStoreRehearsal>(new FailingRehearsal(() => Task.Delay(Timeout.InfiniteTimeSpan))),
        });

        (await service.Anonymous.GetAsync("/health/live")).Expect(HttpStatusCode.OK);
        (await service.Anonymous.GetAsync("/health/ready")).ExpectError(503, "store.unavailable");
        // The clock runs once the warm-up has begun, which may be a moment from now.
        await Eventually.HoldsAsync(() =>
        {
            time.Advance(WarmUpTask.Limit / 4);
            return service.Anonymous.GetAsync("/health/ready").GetAwaiter().GetResult().Status == HttpStatusCode.OK;
        });

        Assert.Contains("not warm after 20 s", Assert.Single(service.Log.Lines, IsComplaint), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WarmUp_WhenNobodyListensForPlainHttp_ThenThereIsAWayPastTheServer()
    {
        using var folder = new TemporaryFolder();
        await using var service = new Service(new ServiceOptions(folder.Path));
        var standIn = new StandIn(service.Services);
        var way = new WayInside(
            service.Services.GetRequiredService<PipelineEntry>(),
            service.Services.GetRequiredService<IHttpContextFactory>(),
            service.Services.GetRequiredService<IServiceScopeFactory>(),
            standIn,
            "localhost");

        Assert.Null(await WayThroughServer.OpenAsync(["https://127.0.0.1:5080", "http://unix:/tmp/allmine.sock", "http://192.0.2.1:5080"], "localhost", default));
        Assert.Equal((200, ProgramVersion.LiveAnswer), await way.SendAsync(new RehearsedRequest("GET", "/health/live", new Dictionary<string, string>(), null), default));
        var headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {Tokens.ForUser("64d15f9e2e6c8f4d5a111111")}" };
        Assert.Equal(200, (await way.SendAsync(new RehearsedRequest("GET", "/api/v2/chats?limit=1", headers, null), default)).Status);
    }

    [Theory]
    [InlineData("127.0.0.1", 40000, true)]
    [InlineData("::1", 40000, true)]
    [InlineData("127.0.0.1", 40001, false)]
    [InlineData("192.0.2.1", 40000, false)]
    public void StandIn_WhenAConnectionIsNotTheWarmUpsOwn_ThenIsNotForIt(string address, int port, bool expected)
    {
        var connection = new DefaultHttpContext().Connection;
        (connection.RemoteIpAddress, connection.RemotePort) = (IPAddress.Parse(address), port);

        Assert.Equal(expected, new StandIn(Mock.Of<IServiceProvider>()) { Port = 40000 }.IsOn(connection));
        connection.RemotePort = 0;
        Assert.False(new StandIn(Mock.Of<IServiceProvider>()).IsOn(connection));
    }

    /// <summary>The one of AutoMapper, about its licence, is another matter.</summary>
    private static bool IsComplaint(string line) =>
        (line.StartsWith("Warning", StringComparison.Ordinal) || line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal))
        && !line.Contains("Lucky Penny", StringComparison.Ordinal);

    private sealed class FailingRehearsal(Func<Task> fail) : IStoreRehearsal
    {
        public Task RehearseAsync(CancellationToken cancellationToken) => fail();
    }
}
