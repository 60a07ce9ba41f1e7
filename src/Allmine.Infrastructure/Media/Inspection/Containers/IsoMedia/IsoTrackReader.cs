using System.Buffers.Binary;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Containers.IsoMedia;

/// <summary>Reads the boxes within a track, each bounded by its own end.</summary>
internal static class IsoTrackReader
{
    private const int MaxEdits = 1024;
    private const int MaxChapterTracks = 16;

    /// <summary>Runs of equal durations; each costs 8 bytes of memory.</summary>
    private const int MaxDurationRuns = 32 * 1024;

    public static void Read(BoundedReader reader, IsoTrack track, uint type, long body, long end)
    {
        switch (type)
        {
            case IsoBox.TrackHeader:
                ReadTrackHeader(reader, track, body);
                break;
            case IsoBox.MediaHeader:
                ReadMediaHeader(reader, track, body);
                break;
            // Of the two handlers that QuickTime has, only the media's counts: the other one names neither.
            case IsoBox.Handler when reader.TryReadUInt32(body + 8, out var handler):
                track.IsVideo |= handler == IsoBox.VideoHandler;
                track.IsAudio |= handler == IsoBox.SoundHandler;
                break;
            case IsoBox.EditList:
                ReadEdits(reader, track, body, end);
                break;
            case IsoBox.Chapters:
                for (var at = body; at + 4 <= end && track.Chapters.Count < MaxChapterTracks && reader.TryReadUInt32(at, out var chapters); at += 4)
                    track.Chapters.Add(chapters);
                break;
            case IsoBox.SampleDescriptions:
                ReadSampleDescription(reader, track, body, end);
                break;
            case IsoBox.SampleDurations:
                ReadSampleDurations(reader, track, body, end);
                break;
            case IsoBox.CompositionOffsets when reader.TryReadUInt32(body + 12, out var offset):
                track.FirstShownAt = Math.Max(0, (int)offset);
                break;
            case IsoBox.SampleSizes or IsoBox.CompactSampleSizes:
                ReadSampleCount(reader, track, type, body, end);
                break;
        }
    }

    private static void ReadMediaHeader(BoundedReader reader, IsoTrack track, long body)
    {
        if (IsoTimes.Read(reader, body) is ({ } timescale, var ticks))
            (track.Timescale, track.ClaimedTicks) = (timescale, ticks);
    }

    private static void ReadTrackHeader(BoundedReader reader, IsoTrack track, long body)
    {
        const int QuarterTurnSize = 20;
        if (!reader.TryReadByte(body, out var version))
            return;
        var matrix = body + (version == 1 ? 52 : 40);
        Span<byte> terms = stackalloc byte[QuarterTurnSize];
        if (!reader.TryReadUInt32(body + (version == 1 ? 20 : 12), out var id)
            || !reader.TryRead(matrix, terms)
            || !reader.TryReadUInt32(matrix + 36, out var width)
            || !reader.TryReadUInt32(matrix + 40, out var height))
            return;
        track.Id = id;
        // Fixed point, 16 bits of it behind the point.
        track.Width = (int)(width >> 16);
        track.Height = (int)(height >> 16);
        var (a, b) = (BinaryPrimitives.ReadInt32BigEndian(terms), BinaryPrimitives.ReadInt32BigEndian(terms[4..]));
        var (c, d) = (BinaryPrimitives.ReadInt32BigEndian(terms[12..]), BinaryPrimitives.ReadInt32BigEndian(terms[16..]));
        track.IsQuarterTurned = a == 0 && d == 0 && b != 0 && c != 0;
    }

    private static void ReadEdits(BoundedReader reader, IsoTrack track, long body, long end)
    {
        if (!reader.TryReadByte(body, out var version) || !reader.TryReadUInt32(body + 4, out var count))
            return;
        var size = version == 1 ? 20 : 12;
        var offset = body + 8;
        for (var i = 0; i < count && track.Edits.Count < MaxEdits && offset + size <= end; i++, offset += size)
        {
            if (version == 1)
            {
                if (!reader.TryReadUInt64(offset, out var length) || !reader.TryReadUInt64(offset + 8, out var time))
                    return;
                track.Edits.Add(new IsoEdit(length, (long)time));
            }
            else
            {
                if (!reader.TryReadUInt32(offset, out var length) || !reader.TryReadUInt32(offset + 4, out var time))
                    return;
                track.Edits.Add(new IsoEdit(length, (int)time));
            }
        }
    }

    /// <summary>The first description of a picture says its size as coded, and in a box of its own the shape of its pixels.</summary>
    private static void ReadSampleDescription(BoundedReader reader, IsoTrack track, long body, long end)
    {
        const int FirstDescription = 8;
        const int WidthOffset = 32;
        const int ExtensionsOffset = 86;
        var description = body + FirstDescription;
        if (!track.IsVideo || description + WidthOffset + 4 > end
            || !reader.TryReadUInt32(description, out var size)
            || !reader.TryReadUInt16(description + WidthOffset, out var width)
            || !reader.TryReadUInt16(description + WidthOffset + 2, out var height))
            return;
        (track.CodedWidth, track.CodedHeight) = (width, height);
        end = Math.Min(end, description + size);
        var extension = description + ExtensionsOffset;
        while (extension + 8 <= end && reader.TryReadUInt32(extension, out var extensionSize) && extensionSize >= 8
            && reader.TryReadUInt32(extension + 4, out var type))
        {
            if (type == IsoBox.PixelAspect
                && reader.TryReadUInt32(extension + 8, out var horizontal) && reader.TryReadUInt32(extension + 12, out var vertical)
                && horizontal > 0 && vertical > 0)
                track.PixelAspect = (double)horizontal / vertical;
            extension += extensionSize;
        }
    }

    private static void ReadSampleDurations(BoundedReader reader, IsoTrack track, long body, long end)
    {
        const int RunSize = 8;
        track.SampleDurations = [];
        if (!reader.TryReadUInt32(body + 4, out var count))
            return;
        var offset = body + 8;
        Span<byte> run = stackalloc byte[RunSize];
        for (var i = 0U; i < count && offset + RunSize <= end; i++, offset += RunSize)
        {
            // Half a table would make half a duration.
            if (i == MaxDurationRuns || !reader.TryRead(offset, run))
            {
                track.SampleDurations = null;
                return;
            }

            track.SampleDurations.Add((BinaryPrimitives.ReadUInt32BigEndian(run), BinaryPrimitives.ReadUInt32BigEndian(run[4..])));
        }
    }

    /// <summary>A sample takes room in the file, or at least in the table. A count for which there is no room is a lie, and nothing is known.</summary>
    private static void ReadSampleCount(BoundedReader reader, IsoTrack track, uint type, long body, long end)
    {
        if (!reader.TryReadUInt32(body + 4, out var size) || !reader.TryReadUInt32(body + 8, out var count))
            return;
        var room = type == IsoBox.CompactSampleSizes
            ? (end - body - 12) * 8 / Math.Max(4, size & 0xFF)
            : size > 0 ? reader.Length / size : (end - body - 12) / 4;
        track.SampleCount = count <= room ? count : 0;
    }
}
