using Allmine.Application.Ports.Leases;
using Allmine.Domain;

namespace Allmine.Stores.InMemory;

/// <summary>Who does what one node alone may do.</summary>
internal sealed class InMemoryLeases(Lock gate) : ILeaseStore
{
    private readonly Dictionary<Id<NodeSession>, long> beats = [];
    private readonly Dictionary<int, Lease> leases = [];

    public bool IsOfOneProcess { get; set; }

    public Task<LeaseTable> ReadAsync(CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult(new LeaseTable(new Dictionary<Id<NodeSession>, long>(beats), new Dictionary<int, Lease>(leases)));
    }

    public Task<bool> BeatAsync(Id<NodeSession> session, long beat, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (beat != 1 && !beats.ContainsKey(session))
                return Task.FromResult(false);
            beats[session] = beat;
            return Task.FromResult(true);
        }
    }

    public Task<Lease?> TakeAsync(int slot, Lease? seen, Id<NodeSession> session, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!beats.ContainsKey(session) || leases.GetValueOrDefault(slot) != seen)
                return Task.FromResult<Lease?>(null);
            return Task.FromResult<Lease?>(leases[slot] = new Lease(slot, session, (seen?.Epoch ?? 0) + 1));
        }
    }

    public Task ReleaseAsync(IReadOnlyCollection<Lease> given, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            foreach (var lease in given.Where(lease => leases.GetValueOrDefault(lease.Slot) == lease))
                leases[lease.Slot] = lease with { Owner = null };
        }

        return Task.CompletedTask;
    }

    public Task RemoveAsync(Id<NodeSession> session, long? beat, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (beat is null || beats.GetValueOrDefault(session) == beat)
                beats.Remove(session);
        }

        return Task.CompletedTask;
    }
}
