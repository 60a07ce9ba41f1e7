using Allmine.Application.Ports.Store;

namespace Allmine.Stores.Tests;

internal static class StoreStatusExtensions
{
    public static async Task<bool> IsReadyAsync(this IStoreStatus status, CancellationToken cancellationToken) => (await status.CheckAsync(cancellationToken)).IsReady;
}
