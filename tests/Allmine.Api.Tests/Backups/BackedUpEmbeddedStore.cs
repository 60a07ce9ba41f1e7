using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Backups;

/// <summary>The embedded store, in a folder <c>data</c>.</summary>
internal sealed class BackedUpEmbeddedStore : IBackedUpStore
{
    private readonly TemporaryFolder folder = new();
    private readonly IReadOnlyList<string> restore = Runbook.LinesUnder("Restore of the embedded store");
    private int backups;

    public (string Name, string? Value)[] Settings => [];

    public string Folder => Path.Combine(folder.Path, "data");

    public IReadOnlyList<string> Commands => [.. restore.Skip(2)];

    public async Task BackUpAsync()
    {
        if (backups++ > 0)
            Directory.Move(Path.Combine(folder.Path, "backup"), Path.Combine(folder.Path, $"backup-{backups}"));
        var lines = Runbook.LinesUnder("Backup of the embedded store");
        Assert.Equal(3, lines.Count);
        foreach (var line in lines)
            await Runbook.RunAsync(line, folder.Path);
    }

    public async Task RestoreAsync()
    {
        foreach (var line in restore.Take(2))
            await Runbook.RunAsync(line, folder.Path);
        Directory.Delete(Path.Combine(folder.Path, "data.before"), recursive: true);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
