using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Moq;

namespace Allmine.Api.Tests.Errors;

/// <summary>What callers and operators see when something inside breaks.</summary>
public sealed class DefectTests
{
    private const string Secret = "the password is s3cret";

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task Defect_WhenAPortThrows_ThenTheCallerLearnsNothingAndTheLogEverything(string environment)
    {
        var chats = new Mock<IChatRepository>();
        chats.Setup(port => port.FindAsync(It.IsAny<Id<Chat>>(), It.IsAny<CancellationToken>())).ThrowsAsync(new InvalidOperationException(Secret));
        chats.Setup(port => port.AddAsync(It.IsAny<Chat>(), It.IsAny<CancellationToken>())).ReturnsAsync(false);
        using var folder = new TemporaryFolder();
        await using var service = new Service(With(folder, environment, services => services.AddSingleton(chats.Object)));
        var user = await UserOfAsync(service, environment);

        var reply = await user.GetAsync($"/api/v2/messages/chat/{Tokens.NewId()}", ("X-Request-Id", "request-of-the-defect"));

        reply.ExpectError(500, "server.error");
        Assert.DoesNotContain("s3cret", reply.Text, StringComparison.Ordinal);
        var logged = Assert.Single(service.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Contains(Secret, logged, StringComparison.Ordinal);
        Assert.Contains("RequestId:request-of-the-defect", logged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Defect_WhenTheCallerGaveNoId_ThenTheLogHasTheOneOfTheAnswer()
    {
        var status = new Mock<IStoreStatus>();
        status.Setup(port => port.CheckAsync(It.IsAny<CancellationToken>())).ThrowsAsync(new InvalidOperationException(Secret));
        using var folder = new TemporaryFolder();
        await using var service = new Service(With(folder, Environments.Development, services => services.AddSingleton(status.Object)));

        var reply = (await service.Anonymous.GetAsync("/health/ready")).ExpectError(503, "store.unavailable");

        Assert.Contains(service.Log.Lines, line => line.Contains(Secret, StringComparison.Ordinal)
            && line.Contains($"RequestId:{reply.Header("X-Request-Id")}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_WhenTheCommitBreaks_ThenIsADefectToo()
    {
        var store = new Mock<ICommitStore>();
        store.Setup(port => port.LoadAsync(It.IsAny<LoadRequest>(), It.IsAny<CancellationToken>())).ThrowsAsync(new FormatException(Secret));
        using var folder = new TemporaryFolder();
        // Outside Development, where no credits are granted at the start.
        await using var service = new Service(With(folder, Environments.Production, services => services.AddSingleton(store.Object)));
        var user = await UserOfAsync(service, Environments.Production);

        var reply = await user.SendAsync($$"""{ "type": "text", "chatId": "{{Tokens.NewId()}}", "content": "x" }""");

        Assert.DoesNotContain("s3cret", reply.ExpectError(500, "server.error").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_WhenAway_ThenCallersAreAskedToComeBackAndOnlyReadinessFails()
    {
        var store = new Mock<ICommitStore>();
        store.Setup(port => port.LoadAsync(It.IsAny<LoadRequest>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new StoreUnavailableException(new TimeoutException(Secret)));
        var status = new Mock<IStoreStatus>();
        status.Setup(port => port.CheckAsync(It.IsAny<CancellationToken>())).ReturnsAsync(StoreReadiness.Unavailable);
        using var folder = new TemporaryFolder();
        await using var service = new Service(With(
            folder, Environments.Production, services => services.AddSingleton(store.Object).AddSingleton(status.Object)));
        var user = await UserOfAsync(service, Environments.Production);

        var reply = await user.SendAsync($$"""{ "type": "text", "chatId": "{{Tokens.NewId()}}", "content": "x" }""", ("X-Language", "tr"));

        Assert.DoesNotContain("s3cret", reply.ExpectError(503, "store.unavailable").Text, StringComparison.Ordinal);
        Assert.StartsWith("Depoya", reply.Errors[1], StringComparison.Ordinal);
        (await service.Anonymous.GetAsync("/health/ready")).ExpectError(503, "store.unavailable");
        (await service.Anonymous.GetAsync("/health/live")).Expect(System.Net.HttpStatusCode.OK);
    }

    [Fact]
    public async Task Answer_WhenItHasBegunAlready_ThenTheConnectionIsCutAndTheServiceGoesOn()
    {
        var media = new Mock<IMediaStore>();
        media.Setup(port => port.OpenAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).ReturnsAsync(() => new StoredMedia(new BreakingStream(), null));
        using var folder = new TemporaryFolder();
        await using var service = new Service(With(folder, Environments.Development, services => services.AddSingleton(media.Object)));

        await Assert.ThrowsAsync<HttpRequestException>(() => service.Anonymous.GetAsync("/media/abc.jpg"));

        (await service.Anonymous.GetAsync("/health/live")).Expect(System.Net.HttpStatusCode.OK);
        Assert.Contains(service.Log.Lines, line => line.Contains(BreakingStream.Message, StringComparison.Ordinal));
    }

    private static ServiceOptions With(TemporaryFolder folder, string environment, Action<IServiceCollection> replace)
    {
        var options = new ServiceOptions(folder.Path) { Replace = replace };
        return environment == Environments.Development ? options : options.Outside(environment);
    }

    private static async Task<Caller> UserOfAsync(Service service, string environment)
    {
        if (environment == Environments.Development)
            return await service.NewUserAsync();
        var id = Tokens.NewId();
        var backend = service.With(new TokenParts { Role = "service", Key = Tokens.OtherKey }.Sign());
        (await backend.PutAsync($"/api/v2/users/{id}", """{ "username": "a" }""")).Expect(System.Net.HttpStatusCode.Created);
        return service.With(new TokenParts { Subject = id, Key = Tokens.OtherKey }.Sign(), id);
    }
}
