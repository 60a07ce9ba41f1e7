using System.Text;
using Allmine.Infrastructure.Media.Inspection.Containers.IsoMedia;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Places;

/// <summary>
/// Clears what a track of metadata holds for each moment of a film: of any maker's kind, save Apple's whose names tell no place. Of subtitles
/// only those are cleared in which a drone wrote where it was.
/// </summary>
internal sealed class IsoTimedMetadata(BoundedReader reader, PlaceErasures erasures)
{
    private const int FirstEntry = 8;
    private const int MaxText = 16 * 1024;
    private const int MaxNames = 64 * 1024;

    private readonly Dictionary<string, IsoBoxAt> tables = [];

    /// <param name="media">The box <c>mdia</c> of a track.</param>
    /// <returns>Whether all of the track is to be cleared, in fragments as well.</returns>
    public bool Clear(IsoBoxAt media)
    {
        string? handler = null;
        foreach (var box in IsoBoxAt.All(reader, media.Body, media.End))
        {
            if (box.Type == "hdlr")
                handler = Text(box.Body + 8, 4);
            else if (box.Type == "minf")
                ReadTables(box);
        }

        if (handler is "text" or "sbtl" or "subt")
            ClearSamples(IsPlaceInText);
        if (handler is not ("meta" or "camm" or "gpmd" or "data") || !tables.TryGetValue("stsd", out var descriptions) || IsHarmless(descriptions))
            return false;
        ClearSamples((_, _) => true);
        return true;
    }

    private void ReadTables(IsoBoxAt information)
    {
        foreach (var box in IsoBoxAt.All(reader, information.Body, information.End).Where(box => box.Type == "stbl"))
        {
            foreach (var table in IsoBoxAt.All(reader, box.Body, box.End))
            {
                if (table.Type is "stsd" or "stsc" or "stsz" or "stz2" or "stco" or "co64")
                    tables[table.Type] = table;
            }
        }
    }

    /// <summary>Apple's name what they hold in the description of the track.</summary>
    private bool IsHarmless(IsoBoxAt descriptions)
    {
        var names = Text(descriptions.Body, descriptions.BodyLength, MaxNames);
        return Text(descriptions.Body + FirstEntry + 4, 4) == "mebx" && names.Length == descriptions.BodyLength && !PlaceNames.IsOne(names);
    }

    /// <summary>Chunk by chunk: the samples of one lie side by side.</summary>
    private void ClearSamples(Func<long, long, bool> isPlace)
    {
        const int RunSize = 12;
        if (!(tables.TryGetValue("stco", out var offsets) || tables.TryGetValue("co64", out offsets))
            || !tables.TryGetValue("stsc", out var runs)
            || !(tables.TryGetValue("stsz", out var sizes) || tables.TryGetValue("stz2", out sizes))
            || !reader.TryReadUInt32(sizes.Body + 4, out var size)
            || !reader.TryReadUInt32(sizes.Body + 8, out var count))
            return;
        var width = offsets.Type == "co64" ? 8 : 4;
        var run = runs.Body + 8;
        var (inChunk, sample, chunk) = (0U, 0L, 0U);
        for (var at = offsets.Body + 8; at + width <= offsets.End && !erasures.IsFull && TryReadOffset(at, width, out var offset); at += width)
        {
            chunk++;
            while (run + RunSize <= runs.End && reader.TryReadUInt32(run, out var first) && first <= chunk)
            {
                _ = reader.TryReadUInt32(run + 4, out inChunk);
                run += RunSize;
            }

            var end = Math.Min(count, sample + inChunk);
            var length = sizes.Type == "stsz" && size > 0 ? (end - sample) * size : 0;
            if (length > 0)
                sample = end;
            for (; sample < end && TryReadSize(sizes, sample, size, out var each); sample++)
                length += each;
            if (offset < reader.Length && isPlace(offset, Math.Min(length, reader.Length - offset)))
                erasures.Clear(offset, Math.Min(length, reader.Length - offset));
        }
    }

    private bool TryReadOffset(long at, int width, out long offset)
    {
        if (width == 4)
        {
            var isRead = reader.TryReadUInt32(at, out var small);
            offset = small;
            return isRead;
        }

        var isLarge = reader.TryReadUInt64(at, out var large);
        offset = (long)Math.Min(large, long.MaxValue / 2);
        return isLarge;
    }

    /// <summary>From a table of 4 bytes each, or of 4, 8 or 16 bits.</summary>
    private bool TryReadSize(IsoBoxAt sizes, long sample, uint width, out uint size)
    {
        const int Head = 12;
        size = 0;
        var bits = sizes.Type == "stsz" ? 32 : width & 0xFF;
        var at = sizes.Body + Head + (sample * bits / 8);
        if (at + Math.Max(1, bits / 8) > sizes.End)
            return false;
        switch (bits)
        {
            case 32:
                return reader.TryReadUInt32(at, out size);
            case 16:
                var isWide = reader.TryReadUInt16(at, out var wide);
                size = wide;
                return isWide;
            default:
                var isByte = reader.TryReadByte(at, out var narrow);
                size = bits == 8 ? narrow : (sample & 1) == 0 ? (uint)narrow >> 4 : narrow & 15U;
                return isByte && bits is 4 or 8;
        }
    }

    private bool IsPlaceInText(long offset, long length)
    {
        var text = Text(offset, length, MaxText);
        if (text.Contains("latitude", StringComparison.OrdinalIgnoreCase) || text.Contains("longitude", StringComparison.OrdinalIgnoreCase))
            return true;
        // "GPS (-122.3699, 37.5929, 15)", but not a sentence about it.
        const int Nearest = 5;
        for (var at = text.IndexOf("gps", StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf("gps", at + 3, StringComparison.OrdinalIgnoreCase))
        {
            if (text.AsSpan(at + 3, Math.Min(Nearest, text.Length - at - 3)).IndexOfAnyInRange('0', '9') >= 0)
                return true;
        }

        return false;
    }

    private string Text(long offset, long length, int most = 256)
    {
        var bytes = new byte[Math.Clamp(length, 0, most)];
        return reader.TryRead(offset, bytes) ? Encoding.Latin1.GetString(bytes) : string.Empty;
    }
}
