namespace Allmine.Api.Tests.Hosting;

/// <summary>One service in Development for all tests of a class; each of them makes users and chats of its own.</summary>
public sealed class ServiceFixture : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ServiceFixture() => Service = new Service(new ServiceOptions(folder.Path));

    public Service Service { get; }

    /// <summary>Where the service keeps its database and files.</summary>
    public string Folder => folder.Path;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Service.DisposeAsync().AsTask();

    /// <summary>Comes after <see cref="DisposeAsync"/>: the folder is nobody's by then.</summary>
    public void Dispose() => folder.Dispose();
}
