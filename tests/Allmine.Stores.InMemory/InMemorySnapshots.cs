using Allmine.Application.Abstractions;

namespace Allmine.Stores.InMemory;

/// <summary>What is stored is never changed, only replaced: a snapshot is a list of it.</summary>
internal sealed class InMemorySnapshots(Lock gate, InMemoryChats chats, InMemoryMessages messages, InMemoryCredits credits) : IStoreSnapshots
{
    public Task<IStoreSnapshot> OpenAsync(CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult<IStoreSnapshot>(new InMemorySnapshot([.. chats.All], [.. messages.All], message => messages.Read(message).Demand(), [.. credits.Wallets], [.. credits.Ledger]));
    }
}
