using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Allmine.Api.Configuration;

namespace Allmine.Api.RateLimiting;

/// <summary>
/// Limits for those who call without a good token: by address, and by the first 64 bits of one of IPv6, which is what one customer of a
/// provider has. Each address has a bucket of a minute's worth of calls, which fills up evenly.
/// </summary>
/// <remarks>
/// The framework's limiter keeps as many buckets as there were addresses lately, and looks at each of them ten times a second; a network of
/// IPv6 has four billion addresses to call from. Here those not used for longest are forgotten, which makes them full: who can make that
/// happen has more addresses than the limit is for. Their buckets are apart from those of users, which nobody without a token makes full.
/// </remarks>
internal sealed class AnonymousLimits(RateLimitSettings settings, TimeProvider time)
{
    /// <summary>The most bytes of buckets that are kept: about 50,000 of them.</summary>
    public const long MaxBytes = 8 << 20;

    private readonly LimitBuckets buckets = new(time, MaxBytes);

    /// <summary>How many bytes all buckets take, as estimated.</summary>
    public long Bytes => buckets.Bytes;

    /// <summary>What a call takes; null where such calls are not limited.</summary>
    /// <param name="address">From where it comes; null where the connection has none, as that of a Unix socket. They share a bucket.</param>
    public LimitDemand? DemandOf(IPAddress? address) =>
        settings.AnonymousPerMinute > 0 ? new LimitDemand(RateLimits.Anonymous, OwnerOf(address), settings.AnonymousPerMinute) : null;

    public LimitAnswer Take(LimitDemand demand) => buckets.Take([demand]);

    /// <summary>Whose bucket it is: the network that one customer of a provider has.</summary>
    private static UInt128 OwnerOf(IPAddress? address)
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
}
