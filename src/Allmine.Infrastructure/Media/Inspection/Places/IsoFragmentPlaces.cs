using Allmine.Infrastructure.Media.Inspection.Containers.IsoMedia;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Places;

/// <summary>Clears what the fragments of a film hold of the tracks that are to be cleared.</summary>
internal sealed class IsoFragmentPlaces(BoundedReader reader, PlaceErasures erasures)
{
    private const int MaxTracks = 64;

    private readonly Dictionary<uint, uint> sizes = [];

    /// <summary>The identifiers of those that are to be cleared.</summary>
    public HashSet<uint> Tracks { get; } = [];

    /// <summary>The sizes of samples whose fragments don't tell.</summary>
    public void ReadDefaults(IsoBoxAt extends)
    {
        foreach (var box in IsoBoxAt.All(reader, extends.Body, extends.End).Where(box => box.Type == "trex"))
        {
            if (sizes.Count < MaxTracks && reader.TryReadUInt32(box.Body + 4, out var track) && reader.TryReadUInt32(box.Body + 16, out var size))
                sizes[track] = size;
        }
    }

    public void Walk(IsoBoxAt fragment)
    {
        if (Tracks.Count == 0)
            return;
        // Without an offset of its own, what a track has in the fragment follows that of the track before.
        var next = fragment.Offset;
        foreach (var box in IsoBoxAt.All(reader, fragment.Body, fragment.End).Where(box => box.Type == "traf"))
            next = WalkTrack(box, fragment.Offset, next);
    }

    private long WalkTrack(IsoBoxAt fragment, long start, long next)
    {
        const uint BaseOffset = 1, Description = 2, SampleDuration = 8, SampleSize = 16, BaseIsFragment = 0x20000;
        uint track = 0, size = 0;
        var (position, origin) = (next, next);
        foreach (var box in IsoBoxAt.All(reader, fragment.Body, fragment.End))
        {
            if (box.Type == "tfhd" && reader.TryReadUInt32(box.Body, out var flags) && reader.TryReadUInt32(box.Body + 4, out track))
            {
                size = sizes.GetValueOrDefault(track);
                var field = box.Body + 8;
                if ((flags & BaseOffset) != 0 && reader.TryReadUInt64(field, out var told))
                    origin = (long)Math.Min(told, long.MaxValue / 2);
                else if ((flags & BaseIsFragment) != 0)
                    origin = start;
                field += ((flags & BaseOffset) != 0 ? 8 : 0) + ((flags & Description) != 0 ? 4 : 0) + ((flags & SampleDuration) != 0 ? 4 : 0);
                if ((flags & SampleSize) != 0)
                    _ = reader.TryReadUInt32(field, out size);
                position = origin;
            }
            else if (box.Type == "trun")
            {
                position = ClearRun(box, origin, position, size, Tracks.Contains(track));
            }
        }

        return position;
    }

    private long ClearRun(IsoBoxAt run, long origin, long position, uint size, bool isCleared)
    {
        const uint DataOffset = 1, FirstFlags = 4, SampleDuration = 0x100, SampleSize = 0x200, SampleFlags = 0x400, Composition = 0x800;
        if (!reader.TryReadUInt32(run.Body, out var flags) || !reader.TryReadUInt32(run.Body + 4, out var count))
            return position;
        var field = run.Body + 8;
        if ((flags & DataOffset) != 0 && reader.TryReadUInt32(field, out var offset))
            position = origin + (int)offset;
        field += ((flags & DataOffset) != 0 ? 4 : 0) + ((flags & FirstFlags) != 0 ? 4 : 0);
        var length = (long)count * size;
        if ((flags & SampleSize) != 0)
        {
            length = 0;
            var before = (flags & SampleDuration) != 0 ? 4 : 0;
            var width = before + 4 + ((flags & SampleFlags) != 0 ? 4 : 0) + ((flags & Composition) != 0 ? 4 : 0);
            for (var i = 0U; i < count && field + width <= run.End && reader.TryReadUInt32(field + before, out var each); i++, field += width)
                length += each;
        }

        if (isCleared && position >= 0 && position < reader.Length)
            erasures.Clear(position, Math.Min(length, reader.Length - position));
        return position + length;
    }
}
