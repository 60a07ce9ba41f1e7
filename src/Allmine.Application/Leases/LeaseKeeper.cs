using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Allmine.Application.Ports;
using Allmine.Application.Ports.Leases;
using Allmine.Domain;
using Allmine.Domain.Errors;

namespace Allmine.Application.Leases;

/// <summary>
/// Has for this node the pieces of work that are its own, and no other node has them at that time. Nodes share them evenly: each piece belongs to the one of the living whose
/// identifier, hashed with it, is greatest, so that all agree without talking.
/// </summary>
/// <remarks>
/// A node trusts its leases for <see cref="Validity"/> after its last sign of life, by its own clock; others take them after <see cref="Silence"/> by theirs, which is longer. So
/// the work of a dead node goes on within 15 s. One that was only slow finds that what it writes is refused: the epoch is another.
/// </remarks>
internal sealed class LeaseKeeper(ILeaseStore store, IIdGenerator ids, TimeProvider time)
{
    /// <summary>How often a node gives a sign of life, and looks for those of others.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>A node without a sign of life for so long is taken for dead.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(9);

    /// <summary>So long after a sign of life was given the leases are still this node's.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromSeconds(6);

    private readonly Dictionary<Id<NodeSession>, Seen> seen = [];
    private readonly Pulse changed = new();
    private ImmutableDictionary<int, Lease> held = ImmutableDictionary<int, Lease>.Empty;
    private ImmutableHashSet<int> busy = [];
    private Id<NodeSession>? session;
    private long beat;
    private long beatenAt;

    /// <summary>Whether this node takes part in the delivery of partitions; the recording is always somebody's.</summary>
    public bool WantsPartitions { get; set; }

    /// <summary>Completed when the next lease is taken or lost.</summary>
    public Task NextChange => changed.Next;

    /// <summary>The lease of a piece of work, if it is this node's now.</summary>
    public Lease? Find(int slot) =>
        IsTrusted && Volatile.Read(ref held).TryGetValue(slot, out var lease) ? lease : null;

    private bool IsTrusted => store.IsOfOneProcess || time.GetElapsedTime(Volatile.Read(ref beatenAt)) < Validity;

    /// <summary>Says that work under a lease goes on, so that it is not given to another node before <see cref="Leave"/>.</summary>
    public void Enter(int slot) => ImmutableInterlocked.Update(ref busy, (set, entered) => set.Add(entered), slot);

    /// <summary>Says that the work has ended.</summary>
    public void Leave(int slot) => ImmutableInterlocked.Update(ref busy, (set, left) => set.Remove(left), slot);

    /// <summary>Gives a sign of life, and takes and gives back leases. To be called every <see cref="Interval"/>.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer; the leases that are held are trusted for a while.</exception>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        var own = await BeatAsync(cancellationToken);
        var table = await store.ReadAsync(cancellationToken);
        var living = await FindLivingAsync(own, table, cancellationToken);
        var mine = table.Leases.Values.Where(lease => lease.Owner == own).ToDictionary(lease => lease.Slot);
        var given = mine.Values.Where(lease => !IsWanted(lease.Slot, own, living)).ToList();
        foreach (var lease in given)
            mine.Remove(lease.Slot);
        // Whoever works under a lease sees first that it is lost, and says when the work has ended.
        Publish(mine);
        if (given.Where(lease => !Volatile.Read(ref busy).Contains(lease.Slot)).ToList() is { Count: > 0 } idle)
            await store.ReleaseAsync(idle, cancellationToken);
        var since = time.GetTimestamp();
        for (var slot = 0; slot < LeaseSlots.Count; slot++)
        {
            // Where the store is slow, taking them all takes longer than a node may be silent.
            if (time.GetElapsedTime(since) >= Interval)
            {
                Publish(mine);
                if (await BeatAsync(cancellationToken) != own)
                    return;
                since = time.GetTimestamp();
            }

            var lease = table.Leases.GetValueOrDefault(slot);
            if (mine.ContainsKey(slot) || !IsWanted(slot, own, living) || (lease?.Owner is { } owner && living.Contains(owner)))
                continue;
            if (await store.TakeAsync(slot, lease, own, cancellationToken) is { } taken)
                mine.Add(slot, taken);
        }

        Publish(mine);
    }

    /// <summary>Forgets everything: the store is another one, in which this node has not been.</summary>
    public void Forget()
    {
        seen.Clear();
        (session, beat) = (null, 0);
    }

    /// <summary>Gives everything back, for a node that ends.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        Publish([]);
        if (session is { } own)
            await store.RemoveAsync(own, beat: null, cancellationToken);
        session = null;
    }

    private async Task<Id<NodeSession>> BeatAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (session is { } known && store.IsOfOneProcess)
                return known;
            var began = time.GetTimestamp();
            var own = session ??= ids.NewId<NodeSession>();
            // Another one also where it is not known whether the last one came: others see that only as long as the count goes on.
            if (await store.BeatAsync(own, ++beat, cancellationToken))
            {
                Volatile.Write(ref beatenAt, began);
                return own;
            }

            // Others have taken this node for dead: it begins as a new one.
            Publish([]);
            (session, beat) = (null, 0);
        }
    }

    /// <summary>Who lives, this node included. Those who do not are taken out of the table.</summary>
    private async Task<FrozenSet<Id<NodeSession>>> FindLivingAsync(Id<NodeSession> own, LeaseTable table, CancellationToken cancellationToken)
    {
        var living = new HashSet<Id<NodeSession>> { own };
        foreach (var (other, count) in table.Beats.Where(other => other.Key != own))
        {
            if (!seen.TryGetValue(other, out var last) || last.Beat != count)
                seen[other] = last = new Seen(count, time.GetTimestamp());
            if (!store.IsOfOneProcess && time.GetElapsedTime(last.At) < Silence)
                living.Add(other);
            else
                await store.RemoveAsync(other, count, cancellationToken);
        }

        foreach (var gone in seen.Keys.Where(other => !living.Contains(other)).ToList())
            seen.Remove(gone);
        return living.ToFrozenSet();
    }

    private bool IsWanted(int slot, Id<NodeSession> own, FrozenSet<Id<NodeSession>> living) =>
        (slot == LeaseSlots.Recording || WantsPartitions) && living.MaxBy(node => Rank(slot, node)) == own;

    private static (ulong Hash, Id<NodeSession> Node) Rank(int slot, Id<NodeSession> node)
    {
        Span<byte> bytes = stackalloc byte[Id<NodeSession>.Size + 1];
        node.WriteTo(bytes);
        bytes[^1] = (byte)slot;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return (BinaryPrimitives.ReadUInt64BigEndian(hash), node);
    }

    private void Publish(Dictionary<int, Lease> mine)
    {
        var before = Volatile.Read(ref held);
        if (before.Count == mine.Count && before.All(lease => mine.GetValueOrDefault(lease.Key) == lease.Value))
            return;
        Volatile.Write(ref held, mine.ToImmutableDictionary());
        changed.Beat();
    }

    private readonly record struct Seen(long Beat, long At);
}
