using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Webhooks;

/// <summary>One service for all tests of a class whose webhooks may go to the public internet alone.</summary>
public sealed class PublicWebhookFixture : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public PublicWebhookFixture() => Service = new Service(new ServiceOptions(folder.Path)
    {
        Settings = new Dictionary<string, string> { ["Webhooks:AllowPrivateAddresses"] = "false" },
    });

    public Service Service { get; }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Service.DisposeAsync().AsTask();

    /// <summary>Comes after <see cref="DisposeAsync"/>: the folder is nobody's by then.</summary>
    public void Dispose() => folder.Dispose();
}
