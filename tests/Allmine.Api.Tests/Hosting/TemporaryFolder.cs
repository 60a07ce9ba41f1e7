namespace Allmine.Api.Tests.Hosting;

/// <summary>A folder of its own for a test, gone with it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("allmine-api-").FullName;

    /// <summary>
    /// Every file that a service in this folder has stored or that is on its way there, without its database; in order, so that
    /// two looks can be compared.
    /// </summary>
    public IReadOnlyList<string> StoredFiles() =>
    [
        .. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)
                && !System.IO.Path.GetFileName(path).StartsWith("allmine.db", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
