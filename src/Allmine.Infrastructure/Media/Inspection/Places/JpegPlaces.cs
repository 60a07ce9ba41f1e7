using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Places;

/// <summary>Clears Exif, XMP and IPTC of a JPEG that stands in another file: a cover, a preview. It keeps its length and stays a JPEG.</summary>
internal static class JpegPlaces
{
    /// <param name="reader">Of the whole file.</param>
    /// <param name="erasures">To add to.</param>
    /// <param name="offset">Where a JPEG may begin.</param>
    /// <param name="end">Where it ends.</param>
    public static void Find(BoundedReader reader, PlaceErasures erasures, long offset, long end)
    {
        const int Start = 0xFFD8;
        if (!reader.TryReadUInt16(offset, out var start) || start != Start)
            return;
        offset += 2;
        // The segments before the first scan.
        while (offset + 4 <= end && reader.TryReadUInt32(offset, out var head) && head >> 24 == 0xFF && (byte)(head >> 16) is var marker and not (0xDA or 0xD9))
        {
            var length = (ushort)head;
            if (length < 2)
                return;
            if (marker is 0xE1 or 0xED)
                erasures.Clear(offset + 4, Math.Min(length - 2, end - offset - 4));
            offset += 2 + length;
        }
    }
}
