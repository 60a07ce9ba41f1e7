using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Allmine.Api.Configuration;
using Allmine.Application.Caching;

namespace Allmine.Api.RateLimiting;

/// <summary>
/// Limits for those who call without a good token: by address, and by the first 64 bits of one of IPv6, which is what one customer of a
/// provider has. Each address has a bucket of a minute's worth of calls, which fills up evenly.
/// </summary>
/// <remarks>
/// The framework's limiter keeps as many buckets as there were addresses lately, and looks at each of them ten times a second; a network of
/// IPv6 has four billion addresses to call from. Here those not used for longest are forgotten, which makes them full: who can make that
/// happen has more addresses than the limit is for.
/// </remarks>
internal sealed class AnonymousLimits(RateLimitSettings settings, TimeProvider time)
{
    /// <summary>The most bytes of buckets that are kept: about 50,000 of them.</summary>
    public const long MaxBytes = 8 << 20;

    /// <summary>What a bucket takes, with its address.</summary>
    public const int BytesOfBucket = 96;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly BoundedCache<UInt128, Bucket> buckets = new(MaxBytes, (_, _) => BytesOfBucket);
    private readonly TimeSpan forOne = settings.AnonymousPerMinute > 0 ? TimeSpan.FromTicks(Period.Ticks / settings.AnonymousPerMinute) : TimeSpan.Zero;

    /// <summary>How many bytes all buckets take, as estimated.</summary>
    public long Bytes => buckets.Bytes;

    /// <summary>Counts a call.</summary>
    /// <param name="address">From where it comes; null where the connection has none, as that of a Unix socket. They share a bucket.</param>
    /// <returns>Null if there was room; otherwise how long it takes until there is, more than nothing.</returns>
    public TimeSpan? Take(IPAddress? address)
    {
        if (forOne == TimeSpan.Zero)
            return null;
        var key = OwnerOf(address);
        if (!buckets.TryGet(key, out var bucket))
        {
            buckets.TryAdd(key, new Bucket());
            if (!buckets.TryGet(key, out bucket))
                return null;
        }

        return bucket.Take(time.GetElapsedTime(0), forOne);
    }

    /// <summary>Whose bucket it is: the network that one customer of a provider has.</summary>
    public static UInt128 OwnerOf(IPAddress? address)
    {
        if (address is null)
            return UInt128.MaxValue;
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        // Those of IPv4, also where they are written as ones of IPv6, differ in their last bytes.
        if (address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
            bytes[8..].Clear();
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>When it will be full again is all that it has to know.</summary>
    private sealed class Bucket
    {
        private readonly Lock gate = new();
        private TimeSpan fullAt;

        public TimeSpan? Take(TimeSpan now, TimeSpan forOne)
        {
            lock (gate)
            {
                var next = (fullAt > now ? fullAt : now) + forOne;
                if (next - now > Period)
                    return next - now - Period;
                fullAt = next;
                return null;
            }
        }
    }
}
