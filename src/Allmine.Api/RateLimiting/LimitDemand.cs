using System.Buffers.Binary;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Api.RateLimiting;

/// <summary>Room for one call, or for as many as it stands for, in one bucket.</summary>
/// <param name="Policy">The limit's name.</param>
/// <param name="Owner">Whose bucket: a user, a backend, a network.</param>
/// <param name="PerMinute">How many calls the bucket holds, more than 0; that many come back in a minute, evenly.</param>
internal readonly record struct LimitDemand(string Policy, UInt128 Owner, int PerMinute)
{
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>How many calls it stands for, 1 or more.</summary>
    public int Count { get; init; } = 1;

    /// <summary>How long it takes until the room of one call is there again.</summary>
    public TimeSpan ForOne => TimeSpan.FromTicks(Period.Ticks / PerMinute);

    /// <summary>Likewise for all of them.</summary>
    public TimeSpan ForAll => ForOne * Count;

    /// <summary>Of the bucket of a user or a backend.</summary>
    public static LimitDemand Of(string policy, Id<User> owner, int perMinute)
    {
        Span<byte> bytes = stackalloc byte[16];
        owner.WriteTo(bytes[4..]);
        return new LimitDemand(policy, BinaryPrimitives.ReadUInt128BigEndian(bytes), perMinute);
    }
}
