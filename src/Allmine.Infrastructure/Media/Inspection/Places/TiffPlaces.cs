using System.Buffers.Binary;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Places;

/// <summary>
/// Finds the places in TIFF, BigTIFF and DNG: takes GPS, XMP, IPTC and Photoshop's data out of every directory, and Exif out of JPEGs within.
/// A directory keeps its place and loses entries; their values become zeros.
/// </summary>
internal sealed class TiffPlaces(BoundedReader reader, PlaceErasures erasures)
{
    /// <summary>Of a document with as many pages.</summary>
    private const int MaxDirectories = 4096;

    private const int MaxChildren = 64;

    private readonly HashSet<long> seen = [];
    private readonly Queue<long> waiting = [];
    private bool isBigEndian;
    private bool isBig;

    private int CountSize => isBig ? 8 : 2;

    private int OffsetSize => isBig ? 8 : 4;

    private int EntrySize => isBig ? 20 : 12;

    public void Find()
    {
        const int BigVersion = 43;
        Span<byte> head = stackalloc byte[4];
        if (!reader.TryRead(0, head))
            return;
        isBigEndian = head[0] == 'M';
        isBig = (isBigEndian ? head[3] : head[2]) == BigVersion;
        Add(Number(isBig ? 8 : 4, OffsetSize));
        while (waiting.TryDequeue(out var directory))
            Walk(directory);
    }

    private void Add(long? directory)
    {
        if (directory is > 0 && seen.Count < MaxDirectories && seen.Add(directory.Value))
            waiting.Enqueue(directory.Value);
    }

    private void Walk(long directory)
    {
        if (ReadDirectory(directory) is not { } block)
            return;
        var kept = new List<byte[]>();
        var entries = block[CountSize..^OffsetSize].Chunk(EntrySize).Select(bytes => new TiffEntry(bytes, isBigEndian, isBig)).ToList();
        foreach (var entry in entries)
        {
            if (entry.IsPlace)
                ClearValue(entry, directory);
            else
                kept.Add(entry.Bytes);
            if (entry.IsDirectories)
            {
                foreach (var child in Values(entry, directory))
                    Add(child);
            }
        }

        FindJpegs(entries, directory);
        Add(ToNumber(block.AsSpan(block.Length - OffsetSize)));
        if (kept.Count == entries.Count)
            return;
        // Last, so that no value that claims to stand here spoils it.
        erasures.Replace(directory, block.Length, [.. ToBytes(kept.Count), .. kept.SelectMany(bytes => bytes), .. block[^OffsetSize..]]);
    }

    /// <summary>The directory of GPS with all its values; of others the value.</summary>
    private void ClearValue(TiffEntry entry, long directory)
    {
        if (entry.IsGps)
        {
            foreach (var gps in Values(entry, directory))
            {
                if (gps <= 0 || !seen.Add(gps) || ReadDirectory(gps) is not { } block)
                    continue;
                foreach (var bytes in block[CountSize..^OffsetSize].Chunk(EntrySize))
                    ClearBytes(new TiffEntry(bytes, isBigEndian, isBig));
                erasures.Clear(gps, block.Length);
            }
        }

        ClearBytes(entry);
    }

    private void ClearBytes(TiffEntry entry)
    {
        if (entry.Offset is { } offset && offset < reader.Length)
            erasures.Clear(offset, Math.Min(entry.Length, reader.Length - offset));
    }

    /// <summary>Previews, and pictures that are kept as JPEG.</summary>
    private void FindJpegs(List<TiffEntry> entries, long directory)
    {
        foreach (var entry in entries.Where(entry => entry.IsPicture))
        {
            if (entry.IsPictureItself)
                JpegPlaces.Find(reader, erasures, entry.Offset ?? 0, reader.Length);
            else if (Values(entry, directory).FirstOrDefault() is var offset and > 0)
                JpegPlaces.Find(reader, erasures, offset, reader.Length);
        }
    }

    private IEnumerable<long> Values(TiffEntry entry, long directory)
    {
        var width = entry.ValueWidth;
        var at = entry.Offset ?? directory;
        for (var i = 0; i < Math.Min(entry.Count, MaxChildren) && width is 4 or 8; i++)
        {
            if (entry.Offset is null)
                yield return ToNumber(entry.Inline.AsSpan(i * width, width));
            else if (Number(at + (i * width), width) is { } value)
                yield return value;
        }
    }

    /// <returns>Null if it is not in the file, or longer than any.</returns>
    private byte[]? ReadDirectory(long directory)
    {
        if (Number(directory, CountSize) is not { } count || count < 0 || count > (BoundedReader.WindowSize - 16) / EntrySize)
            return null;
        var block = new byte[CountSize + (count * EntrySize) + OffsetSize];
        return reader.TryRead(directory, block) ? block : null;
    }

    private long? Number(long offset, int width)
    {
        Span<byte> bytes = stackalloc byte[width];
        return reader.TryRead(offset, bytes) ? ToNumber(bytes) : null;
    }

    private long ToNumber(ReadOnlySpan<byte> bytes) => TiffEntry.ToNumber(bytes, isBigEndian);

    private byte[] ToBytes(int count)
    {
        var bytes = new byte[CountSize];
        if (isBig)
            BinaryPrimitives.WriteInt64LittleEndian(bytes, count);
        else
            BinaryPrimitives.WriteInt16LittleEndian(bytes, (short)count);
        if (isBigEndian)
            Array.Reverse(bytes);
        return bytes;
    }
}
