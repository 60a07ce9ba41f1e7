namespace Allmine.Api.Tests.Hosting;

/// <summary>A folder of its own for a test, gone with it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("allmine-api-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
