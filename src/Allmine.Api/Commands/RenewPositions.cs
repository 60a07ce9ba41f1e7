using Allmine.Application.Ports.Store;

namespace Allmine.Api.Commands;

/// <summary>
/// <c>renew-positions</c>: a step of every restore, before the service is started. What clients hold of the time that is gone leads to a
/// <c>reset</c> from then on. It takes the settings of the service.
/// </summary>
internal static class RenewPositions
{
    public const string Name = "renew-positions";

    /// <param name="args">What follows the command's name: settings, as the service takes them.</param>
    /// <param name="output">Gets what was done.</param>
    /// <returns>The exit code: 0.</returns>
    /// <exception cref="Exception">What ends a start: a setting, a store that is in use, or does not answer.</exception>
    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        await using var app = AllmineApplication.Build(args);
        var start = app.Services.GetRequiredService<StoreStart>();
        foreach (var store in app.Services.GetServices<IStoreInitializer>())
            await start.DoAsync(store.InitializeAsync, CancellationToken.None);
        await app.Services.GetRequiredService<IStoreKey>().RenewAsync(CancellationToken.None);
        await output.WriteLineAsync("Each position of an event that clients hold is void: the next time, they get a reset.");
        return 0;
    }
}
