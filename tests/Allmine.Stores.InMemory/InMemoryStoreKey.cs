using Allmine.Application.Ports.Store;

namespace Allmine.Stores.InMemory;

/// <summary>Always the same bytes: this store has no chance of its own.</summary>
public sealed class InMemoryStoreKey : IStoreKey
{
    public Task<byte[]> GetAsync(CancellationToken cancellationToken) =>
        Task.FromResult<byte[]>([.. Enumerable.Range(1, IStoreKey.Size).Select(number => (byte)number)]);
}
