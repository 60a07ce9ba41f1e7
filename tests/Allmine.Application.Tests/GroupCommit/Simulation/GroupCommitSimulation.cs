namespace Allmine.Application.Tests.GroupCommit.Simulation;

/// <summary>
/// One run: two nodes over one store, several clients, members that come and go, nodes that die. All of it follows from
/// the seed.
/// </summary>
internal static class GroupCommitSimulation
{
    /// <returns>The world at rest, with the promises that were broken.</returns>
    public static SimulatedWorld Run(int seed, InMemoryStore store)
    {
        var world = new SimulatedWorld(seed, store);
        world.Scheduler.Run(() =>
        {
            for (var client = 3 + world.Random.Next(8); client > 0; client--)
                world.Background(new SimulatedClient(world, client).RunAsync());
            world.Background(ChangeMembersAsync(world));
            world.Background(KillAsync(world));
            world.Background(SweepAsync(world));
            world.Background(FreezeAsync(world));
            world.Background(SpoilAsync(world));
        });
        // What nobody could read is still there.
        store.RestoreSpoiled();
        PromiseCheck.Of(world);
        return world;
    }

    private static async Task ChangeMembersAsync(SimulatedWorld world)
    {
        for (var left = world.Random.Next(12); left > 0; left--)
        {
            await Task.Delay(world.Milliseconds(50), world.Time);
            world.ChangeMembers(world.OneOf(world.Groups));
        }
    }

    private static async Task KillAsync(SimulatedWorld world)
    {
        for (var left = world.Faults.Deaths; left > 0; left--)
        {
            await Task.Delay(world.Milliseconds(150), world.Time);
            world.ReplaceNode();
        }
    }

    private static async Task FreezeAsync(SimulatedWorld world)
    {
        for (var left = world.Faults.Freezes; left > 0; left--)
        {
            await Task.Delay(world.Milliseconds(150), world.Time);
            await world.FreezeAsync(world.Milliseconds(600));
        }
    }

    private static async Task SpoilAsync(SimulatedWorld world)
    {
        for (var left = world.Faults.Spoils; left > 0; left--)
        {
            await Task.Delay(world.Milliseconds(60), world.Time);
            world.Spoil();
        }
    }

    /// <summary>As if each sweep came a day after the uploads.</summary>
    private static async Task SweepAsync(SimulatedWorld world)
    {
        var files = world.Store.FileRepository;
        for (var left = world.Random.Next(8); left > 0; left--)
        {
            await Task.Delay(world.Milliseconds(100), world.Time);
            foreach (var file in await files.AbandonUnusedAsync(DateTime.MaxValue, int.MaxValue, CancellationToken.None))
            {
                world.Note($"file {file.Id} is swept", "swept file");
                await files.RemoveAsync(file.Id, CancellationToken.None);
            }
        }
    }
}
