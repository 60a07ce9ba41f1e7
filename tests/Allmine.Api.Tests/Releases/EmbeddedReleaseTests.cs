using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Processes;
using Microsoft.Data.Sqlite;

namespace Allmine.Api.Tests.Releases;

/// <summary>The embedded store is raised from the last release to the present program, and not back.</summary>
public sealed class EmbeddedReleaseTests
{
    [SkippableFact]
    public async Task Store_WhenThePresentProgramTakesItOver_ThenItShowsTheSameAndTheLastReleaseRefusesTheNewerFile()
    {
        LastRelease.Demand();
        using var folder = new TemporaryFolder();
        StoredData stored;
        EarlierSends earlier;
        await using (var old = await ReleaseNode.StartAsync(Build.LastRelease, folder.Path))
        {
            earlier = await EarlierSends.SendAsync(old);
            stored = await StoredData.MakeAsync(old);
            await old.EndAsync();
        }

        var schema = await SchemaAsync(folder.Path);
        await using (var present = await ReleaseNode.StartAsync(Build.Present, folder.Path))
        {
            await stored.ExpectShownAsync(present);
            await stored.ExpectReplayedAsync(present);
            await earlier.ExpectReplayedAsync(present);
            await present.EndAsync();
        }

        var (exitCode, output, errors) = await ServiceProcess.CommandAsync(["verify-ledger"], folder.Path);
        Assert.True(exitCode == 0, errors);
        Assert.Contains("All is well", output, StringComparison.Ordinal);

        // Where nothing of the schema has changed since, the last release can go on.
        if (await SchemaAsync(folder.Path) > schema)
            await ExpectRefusedAsync(folder.Path);
        else
            await ExpectGoesOnAsync(folder.Path, earlier);
    }

    private static async Task ExpectRefusedAsync(string folder)
    {
        var (exitCode, _, errors) = await ServiceProcess.FailProgramAsync(LastRelease.Program, folder);

        Assert.NotEqual(0, exitCode);
        var line = Assert.Single(errors.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("Allmine can't start: ", line, StringComparison.Ordinal);
        Assert.Contains("was written by a later version of this program", line, StringComparison.Ordinal);
    }

    private static async Task ExpectGoesOnAsync(string folder, EarlierSends earlier)
    {
        await using var old = await ReleaseNode.StartAsync(Build.LastRelease, folder);
        await earlier.ExpectReplayedAsync(old);
    }

    private static async Task<long> SchemaAsync(string folder)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "allmine.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT max(version) FROM schema_versions";
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
