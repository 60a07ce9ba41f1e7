using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Processes;

namespace Allmine.Api.Tests.Events;

public sealed class EventEndTests
{
    /// <summary>Far less than what requests under way are given.</summary>
    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Service_WhenAskedToEndWhileSomebodyListens_ThenTheStreamEndsAndSoDoesTheService()
    {
        using var folder = new TemporaryFolder();
        await using var service = await ServiceProcess.StartAsync(folder.Path);
        await using var stream = await EventListening.OpenAsync(service.Address, Tokens.ForUser("64d15f9e2e6c8f4d5a111111"));
        Assert.NotNull((await stream.NextAsync())!.Id);

        await service.TerminateAsync();

        Assert.Null(await stream.NextAsync());
        Assert.Equal(0, await service.EndAsync().WaitAsync(Promptly));
    }
}
