namespace Allmine.Api.Tests.Hosting;

/// <summary>A folder of its own for a test, gone with it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("allmine-api-").FullName;

    /// <summary>
    /// Every file that a service in this folder has stored or that is on its way there, without its database.
    /// </summary>
    public IReadOnlyList<string> StoredFiles() =>
    [
        .. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)
                && !System.IO.Path.GetFileName(path).StartsWith("allmine.db", StringComparison.Ordinal)),
    ];

    /// <summary>
    /// Waits until no file is here that was not here before: what a request took in goes when it ends, which may be a moment
    /// after its answer. Files of earlier requests may go meanwhile.
    /// </summary>
    public Task HasNothingNewAsync(IReadOnlyList<string> before) => Eventually.HoldsAsync(() => !StoredFiles().Except(before).Any());

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
