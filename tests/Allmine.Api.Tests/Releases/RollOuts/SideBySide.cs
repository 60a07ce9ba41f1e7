using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Releases.RollOuts;

/// <summary>The two programs side by side, in both orders of a roll-out; none where there is no server or no build of the last release.</summary>
public sealed class SideBySide : IAsyncLifetime
{
    private readonly Dictionary<RollOut, TwoNodes> pairs = [];

    /// <summary>Each order of the roll-out, and in each, either program as the one that is asked first.</summary>
    public static TheoryData<RollOut, Build> Ways => new()
    {
        { RollOut.LastReleaseFirst, Build.LastRelease },
        { RollOut.LastReleaseFirst, Build.Present },
        { RollOut.PresentFirst, Build.LastRelease },
        { RollOut.PresentFirst, Build.Present },
    };

    public async Task InitializeAsync()
    {
        if (LastRelease.Absence is not null || await MongoServer.SharedAsync() is null)
            return;
        foreach (var rollOut in Enum.GetValues<RollOut>())
            pairs.Add(rollOut, await TwoNodes.StartAsync((await OwnMongoDatabase.FindAsync())!, rollOut));
    }

    public async Task DisposeAsync()
    {
        foreach (var pair in pairs.Values)
            await pair.DisposeAsync();
    }

    /// <summary>Skips the test where something is missing.</summary>
    internal TwoNodes Demand(RollOut rollOut)
    {
        LastRelease.Demand();
        Skip.If(pairs.Count == 0, MongoServer.NoServer);
        return pairs[rollOut];
    }
}
