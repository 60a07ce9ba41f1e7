using System.Buffers.Binary;
using System.Text;
using Allmine.Infrastructure.Media.Inspection.Containers.Matroska;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Places;

/// <summary>Finds the places in Matroska and WebM: tags by their names, and attachments. What tells one becomes void.</summary>
internal sealed class MatroskaPlaces(BoundedReader reader, PlaceErasures erasures)
{
    private const uint Checksum = 0xBF;
    private const uint Tag = 0x7373;
    private const uint SimpleTag = 0x67C8;
    private const uint TagName = 0x45A3;
    private const uint AttachedFile = 0x61A7;
    private const uint FileMediaType = 0x4660;
    private const uint FileData = 0x465C;
    private const int MaxDepth = 8;
    private const int MaxNameLength = 256;

    /// <summary>Of an attachment, which has a handful.</summary>
    private const int MaxParts = 64;

    /// <summary>Goes into segments, and into clusters that leave their size open, as if they were not there, and over all else.</summary>
    public void Find()
    {
        var offset = 0L;
        while (EbmlElement.TryRead(reader, offset, out var element))
        {
            var isEntered = element.Id == EbmlElement.Segment || element.End is null;
            if (element.Id == EbmlElement.Tags)
                WalkTags(element.Body, element.End ?? reader.Length, 0);
            else if (element.Id == EbmlElement.Attachments)
                WalkAttachments(element.Body, element.End ?? reader.Length);
            offset = isEntered ? element.Body : element.End!.Value;
        }
    }

    private void WalkTags(long offset, long end, int depth)
    {
        var before = erasures.All.Count;
        (long Offset, long End)? checksum = null;
        foreach (var (at, child, childEnd) in Children(offset, end))
        {
            if (child.Id == Checksum)
                checksum = (at, childEnd);
            else if (child.Id == SimpleTag && (depth == MaxDepth || IsPlace(child.Body, childEnd)))
                Void(at, childEnd);
            else if (child.Id is Tag or SimpleTag && depth < MaxDepth)
                WalkTags(child.Body, childEnd, depth + 1);
        }

        // It would be wrong now.
        if (checksum is { } wrong && erasures.All.Count > before)
            Void(wrong.Offset, wrong.End);
    }

    private bool IsPlace(long offset, long end) =>
        Children(offset, end).Any(part => part.Element.Id == TagName && PlaceNames.IsOne(Text(part.Element.Body, part.End)));

    private void WalkAttachments(long offset, long end)
    {
        foreach (var (at, child, childEnd) in Children(offset, end))
        {
            if (child.Id == Checksum)
                Void(at, childEnd);
            if (child.Id != AttachedFile)
                continue;
            var parts = Children(child.Body, childEnd).Take(MaxParts).ToList();
            var type = parts.Find(part => part.Element.Id == FileMediaType) is { End: > 0 } typed ? Text(typed.Element.Body, typed.End) : string.Empty;
            var data = parts.Find(part => part.Element.Id == FileData);
            // Subtitles need their fonts. Covers stay; what else is attached may be the very track of a journey.
            if (type is "image/jpeg" && reader.TryReadUInt16(data.Element.Body, out var start) && start == 0xFFD8)
                JpegPlaces.Find(reader, erasures, data.Element.Body, data.End);
            else if (!type.Contains("font", StringComparison.OrdinalIgnoreCase) && !type.Contains("opentype", StringComparison.OrdinalIgnoreCase))
                Void(at, childEnd);
        }
    }

    private IEnumerable<(long Offset, EbmlElement Element, long End)> Children(long offset, long end)
    {
        while (offset < end && EbmlElement.TryRead(reader, offset, out var child) && child.End is { } childEnd)
        {
            childEnd = Math.Min(childEnd, end);
            yield return (offset, child, childEnd);
            offset = childEnd;
        }
    }

    /// <summary>An element of any length becomes one without meaning: a name of one byte, a size of one or of eight, and zeros.</summary>
    private void Void(long offset, long end)
    {
        const byte Name = 0xEC;
        const int LongHead = 9;
        var length = end - offset;
        if (length < 2)
            return;
        if (length < LongHead)
        {
            erasures.Replace(offset, length, [Name, (byte)(0x80 | (length - 2))]);
            return;
        }

        var head = new byte[LongHead];
        BinaryPrimitives.WriteUInt64BigEndian(head.AsSpan(1), (1UL << 56) | (ulong)(length - LongHead));
        head[0] = Name;
        erasures.Replace(offset, length, head);
    }

    private string Text(long offset, long end)
    {
        var bytes = new byte[Math.Clamp(end - offset, 0, MaxNameLength)];
        return reader.TryRead(offset, bytes) ? Encoding.Latin1.GetString(bytes) : string.Empty;
    }
}
