using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Webhooks;

/// <summary>A service that tries again soon, and receivers, for all tests of a class.</summary>
public sealed class WebhookFixture : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public WebhookFixture() => Service = new Service(new ServiceOptions(folder.Path) { Settings = WebhookSettingsOfTests.RetryDelays });

    public Service Service { get; }

    public WebhookReceiver Receiver { get; private set; } = null!;

    public async Task InitializeAsync() => Receiver = await WebhookReceiver.StartAsync();

    public async Task DisposeAsync()
    {
        await Service.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    /// <summary>Comes after <see cref="DisposeAsync"/>: the folder is nobody's by then.</summary>
    public void Dispose() => folder.Dispose();
}
