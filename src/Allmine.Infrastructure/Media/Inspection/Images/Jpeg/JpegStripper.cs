using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Images.Jpeg;

/// <summary>
/// Of a JPEG stay the tables, the scans, the head of JFIF without its thumbnail, ICC profiles, Adobe's colour transform, and of EXIF how the
/// picture is turned.
/// </summary>
internal static class JpegStripper
{
    private const byte Mark = 0xFF;
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte App0 = 0xE0;
    private const byte App1 = 0xE1;
    private const byte App2 = 0xE2;
    private const byte App14 = 0xEE;
    private const int HeadOfSegment = 4;

    public static StrippedImage? Strip(BoundedReader reader, Stream target)
    {
        target.Write([Mark, StartOfImage]);
        var offset = 2L;
        var (scans, held) = (0, 0L);
        JpegFrame? frame = null;
        Orientation? orientation = null;
        while (reader.TryReadByte(offset, out var first) && reader.TryReadByte(offset + 1, out var marker))
        {
            // Anything that is no marker, and marks that only fill, are passed over as decoders do.
            if (first != Mark || marker is Mark or 0)
            {
                offset++;
                continue;
            }

            if (marker == EndOfImage)
                return Ended(isCompleted: false);

            // Restart marks, a second start, and TEM have no body.
            if (marker is (>= 0xD0 and <= StartOfImage) or 1)
            {
                offset += 2;
                continue;
            }

            if (!reader.TryReadUInt16(offset + 2, out var length) || length < 2)
                return null;
            var end = offset + 2 + length;
            if (marker == App1 && orientation is null)
                orientation = TakeOrientation(reader, offset + HeadOfSegment, end, target);
            if (!TryCopySegment(reader, marker, offset, end, target))
                return null;
            if (JpegFrame.IsMark(marker))
                frame = JpegFrame.Read(reader, marker, offset + HeadOfSegment);
            if (marker == StartOfScan)
            {
                scans++;
                if (reader.TryReadByte(offset + HeadOfSegment, out var components) && frame?.IsHeldWhole(components) == true)
                    held = Math.Max(held, frame.CoefficientBytes);
            }

            offset = end;
            if (marker == StartOfScan && !TryCopyScan(reader, ref offset, target))
                return null;
        }

        return scans > 0 && !reader.IsExhausted ? Ended(isCompleted: true) : null;

        StrippedImage Ended(bool isCompleted)
        {
            target.Write([Mark, EndOfImage]);
            return new StrippedImage(Frames: 1, IsAnimated: false)
            {
                Scans = scans,
                DecoderBytes = held,
                Orientation = orientation ?? Orientation.AsIs,
                IsCompleted = isCompleted,
            };
        }
    }

    /// <summary>The first EXIF counts. It is replaced by one that says how the picture is turned, if it is.</summary>
    /// <returns>Null if this is no EXIF.</returns>
    private static Orientation? TakeOrientation(BoundedReader reader, long body, long end, Stream target)
    {
        var exif = new byte[(int)Math.Clamp(end - body, 0, Orientation.MaxExif)];
        if (!reader.TryRead(body, exif) || !exif.AsSpan().StartsWith("Exif\0\0"u8))
            return null;
        var orientation = Orientation.In(exif);
        if (orientation != Orientation.AsIs)
        {
            byte[] segment = [.. "Exif\0\0"u8, .. orientation.ToExif()];
            target.Write([Mark, App1, 0, (byte)(segment.Length + 2), .. segment]);
        }

        return orientation;
    }

    private static bool TryCopySegment(BoundedReader reader, byte marker, long offset, long end, Stream target)
    {
        Span<byte> name = stackalloc byte[12];
        name = name[..(int)Math.Clamp(end - offset - HeadOfSegment, 0, name.Length)];
        if (end > reader.Length || !reader.TryRead(offset + HeadOfSegment, name))
            return false;
        switch (marker)
        {
            case App0 when name.StartsWith("JFIF\0"u8) && name.Length == 12:
                // Five letters, the version and the density; the thumbnail's width and height become 0.
                target.Write([Mark, App0, 0, 16, .. name, 0, 0]);
                return true;
            case App2 when name.StartsWith("ICC_PROFILE\0"u8):
            case App14 when name.StartsWith("Adobe"u8):
            case < App0 and not (0x01 or < 0xC0):
                return reader.TryCopy(offset, end - offset, target);
            default:
                return true;
        }
    }

    /// <summary>Copies the coded picture up to the next mark that is neither a restart nor a stuffed byte, or to the end of the file.</summary>
    private static bool TryCopyScan(BoundedReader reader, ref long offset, Stream target)
    {
        const int Piece = 8 * 1024;
        Span<byte> buffer = stackalloc byte[Piece];
        while (reader.Length - offset >= 2)
        {
            var piece = buffer[..(int)Math.Min(Piece, reader.Length - offset)];
            if (!reader.TryRead(offset, piece))
                return false;
            var coded = CodedLength(piece);
            target.Write(piece[..coded]);
            offset += coded;
            if (coded < piece.Length - 1)
                return true;
        }

        // The last byte, if it is not half of a mark.
        if (reader.TryReadByte(offset, out var last) && last != Mark)
            target.WriteByte(last);
        offset = reader.Length;
        return !reader.IsExhausted;
    }

    /// <summary>How much of the piece is coded picture; its last byte is left for the next piece if it begins a mark.</summary>
    private static int CodedLength(ReadOnlySpan<byte> piece)
    {
        var length = 0;
        while (piece[length..].IndexOf(Mark) is var at and >= 0)
        {
            length += at;
            if (length == piece.Length - 1)
                return length;
            if (piece[length + 1] is not (0 or Mark or (>= 0xD0 and <= 0xD7)))
                return length;
            length += piece[length + 1] == Mark ? 1 : 2;
        }

        return piece.Length;
    }
}
