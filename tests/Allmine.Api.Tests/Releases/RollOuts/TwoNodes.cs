using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Processes;

namespace Allmine.Api.Tests.Releases.RollOuts;

/// <summary>The last release and the present program on one MongoDB database, one started after the other.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private const string Setting = "ConnectionStrings__MongoDB";

    private readonly TemporaryFolder folder = new();
    private readonly OwnMongoDatabase database;
    private readonly Dictionary<Build, ReleaseNode> nodes = [];

    private TwoNodes(OwnMongoDatabase database) => this.database = database;

    /// <summary>What was sent through the first node before the second one started.</summary>
    public EarlierSends Earlier { get; private set; } = null!;

    public static async Task<TwoNodes> StartAsync(OwnMongoDatabase database, RollOut rollOut)
    {
        var two = new TwoNodes(database);
        try
        {
            var (first, second) = rollOut == RollOut.LastReleaseFirst ? (Build.LastRelease, Build.Present) : (Build.Present, Build.LastRelease);
            await two.StartAsync(first);
            two.Earlier = await EarlierSends.SendAsync(two.nodes[first]);
            await two.StartAsync(second);
            return two;
        }
        catch
        {
            await two.DisposeAsync();
            throw;
        }
    }

    public ReleaseNode Of(Build build) => nodes[build];

    /// <summary>The node of the other program.</summary>
    public ReleaseNode Beside(Build build) => nodes[build == Build.Present ? Build.LastRelease : Build.Present];

    /// <summary>Everything in the database is as it has to be, as the present program sees it.</summary>
    public async Task ExpectSoundAsync()
    {
        var (exitCode, output, errors) = await ServiceProcess.CommandAsync(["verify-ledger"], folder.Path, (Setting, database.ConnectionString));
        Assert.True(exitCode == 0, errors);
        Assert.Contains("All is well", output, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes.Values)
            await node.DisposeAsync();
        await database.DisposeAsync();
        folder.Dispose();
    }

    private async Task StartAsync(Build build) =>
        nodes.Add(build, await ReleaseNode.StartAsync(build, Path.Combine(folder.Path, $"{build}"), (Setting, database.ConnectionString)));
}
