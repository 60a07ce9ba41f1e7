using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.IsoMedia;

/// <summary>Adds up the samples of a film in fragments. What a fragment does not say of its samples, the file says for all of a track.</summary>
internal sealed class IsoFragmentReader(BoundedReader reader, List<IsoTrack> tracks)
{
    private const int MaxDefaults = 64;

    private readonly Dictionary<uint, IsoSampleDefaults> defaults = [];

    /// <summary>Whose samples the fragment at hand holds, and what they are where they don't say.</summary>
    private uint track;
    private IsoSampleDefaults samples;

    public void Read(uint type, long body, long end)
    {
        switch (type)
        {
            case IsoBox.TrackExtends:
                ReadTrackExtends(body);
                break;
            case IsoBox.TrackFragmentHeader:
                ReadTrackFragmentHeader(body);
                break;
            case IsoBox.TrackRun:
                ReadTrackRun(body, end);
                break;
        }
    }

    private void ReadTrackExtends(long body)
    {
        if (defaults.Count < MaxDefaults
            && reader.TryReadUInt32(body + 4, out var id)
            && reader.TryReadUInt32(body + 12, out var duration)
            && reader.TryReadUInt32(body + 16, out var size))
            defaults[id] = new IsoSampleDefaults(duration, size);
    }

    private void ReadTrackFragmentHeader(long body)
    {
        const uint BaseOffset = 1, Description = 2, SampleDuration = 8, SampleSize = 16;
        if (!reader.TryReadUInt32(body, out var flags) || !reader.TryReadUInt32(body + 4, out track))
            return;
        _ = defaults.TryGetValue(track, out samples);
        var offset = body + 8 + ((flags & BaseOffset) != 0 ? 8 : 0) + ((flags & Description) != 0 ? 4 : 0);
        if ((flags & SampleDuration) != 0 && reader.TryReadUInt32(offset, out var duration))
        {
            samples = samples with { Duration = duration };
            offset += 4;
        }

        if ((flags & SampleSize) != 0 && reader.TryReadUInt32(offset, out var size))
            samples = samples with { Size = size };
    }

    private void ReadTrackRun(long body, long end)
    {
        const uint DataOffset = 1, FirstFlags = 4, SampleDuration = 0x100, SampleSize = 0x200, SampleFlags = 0x400, Composition = 0x800;
        if (tracks.Find(candidate => candidate.Id == track) is not { } current
            || !reader.TryReadUInt32(body, out var flags) || !reader.TryReadUInt32(body + 4, out var count))
            return;
        var offset = body + 8 + ((flags & DataOffset) != 0 ? 4 : 0) + ((flags & FirstFlags) != 0 ? 4 : 0);
        var fields = 0;
        foreach (var field in (ReadOnlySpan<uint>)[SampleDuration, SampleSize, SampleFlags, Composition])
            fields += (flags & field) != 0 ? 1 : 0;
        if ((flags & SampleDuration) == 0)
        {
            // Samples without fields of their own take room in the file all the same.
            var room = fields > 0 ? (end - offset) / (4 * fields) : reader.Length / Math.Max(1, samples.Size);
            current.FragmentTicks += (UInt128)Math.Clamp(count, 0, Math.Max(0, room)) * samples.Duration;
            return;
        }

        for (var i = 0U; i < count && offset + (4 * fields) <= end && reader.TryReadUInt32(offset, out var duration); i++)
        {
            current.FragmentTicks += duration;
            offset += 4 * fields;
        }
    }
}
