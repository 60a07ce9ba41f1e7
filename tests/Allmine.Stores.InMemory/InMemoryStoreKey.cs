using Allmine.Application.Ports.Store;

namespace Allmine.Stores.InMemory;

/// <summary>Always the same bytes, one after the other: this store has no chance of its own.</summary>
public sealed class InMemoryStoreKey : IStoreKey
{
    private int first = 1;

    public Task<byte[]> GetAsync(CancellationToken cancellationToken) =>
        Task.FromResult<byte[]>([.. Enumerable.Range(first, IStoreKey.Size).Select(number => (byte)number)]);

    public Task RenewAsync(CancellationToken cancellationToken)
    {
        first += IStoreKey.Size;
        return Task.CompletedTask;
    }
}
