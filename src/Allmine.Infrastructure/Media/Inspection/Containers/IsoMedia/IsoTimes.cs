using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.IsoMedia;

/// <summary>What the headers of a movie and of its media claim to last.</summary>
internal static class IsoTimes
{
    /// <summary>Timescale and duration, which movie and media headers keep at the same places. All ones mean: not known.</summary>
    public static (uint? Timescale, ulong? Ticks) Read(BoundedReader reader, long body)
    {
        if (!reader.TryReadByte(body, out var version))
            return default;
        if (version == 1)
        {
            return reader.TryReadUInt32(body + 20, out var timescale) && reader.TryReadUInt64(body + 24, out var ticks)
                ? (timescale, ticks == ulong.MaxValue ? null : ticks)
                : default;
        }

        return reader.TryReadUInt32(body + 12, out var scale) && reader.TryReadUInt32(body + 16, out var duration)
            ? (scale, duration == uint.MaxValue ? null : duration)
            : default;
    }
}
