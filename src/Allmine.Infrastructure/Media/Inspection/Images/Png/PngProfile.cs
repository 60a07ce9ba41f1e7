using System.IO.Compression;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Images.Png;

/// <summary>
/// The colour profile of a PNG: the only compressed chunk that is kept beside the picture, whose size its header says. A small one may unfold to
/// gigabytes in the viewers that it is served to.
/// </summary>
internal static class PngProfile
{
    /// <summary>The most bytes of a profile, unfolded and as it comes. Those of printers have about 2 MB.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>A name of 1 to 79 characters, and the end of it.</summary>
    private const int MaxNameSize = 80;

    /// <param name="reader">Of the file.</param>
    /// <param name="body">Where the chunk's body begins.</param>
    /// <param name="length">Of the body.</param>
    /// <returns>Whether it can be unfolded, to no more than <see cref="MaxBytes"/>.</returns>
    public static bool IsBounded(BoundedReader reader, long body, uint length)
    {
        Span<byte> name = stackalloc byte[(int)Math.Min(length, MaxNameSize)];
        if (length > MaxBytes || !reader.TryRead(body, name) || name.IndexOf((byte)0) is not (> 0 and var end))
            return false;
        // The name's end, and the method, of which there is one.
        var head = end + 2;
        using var folded = new MemoryStream();
        if (length <= head || !reader.TryCopy(body + head, length - head, folded))
            return false;
        folded.Position = 0;
        return Unfold(folded) is > 0 and <= MaxBytes;
    }

    /// <summary>How many bytes there are; the count ends with the first that is too many. 0 if they can't be unfolded.</summary>
    private static long Unfold(Stream folded)
    {
        const int Piece = 16 * 1024;
        var buffer = new byte[Piece];
        using var profile = new ZLibStream(folded, CompressionMode.Decompress);
        var total = 0L;
        try
        {
            while (total <= MaxBytes && profile.Read(buffer) is var read and > 0)
                total += read;
            return total;
        }
        catch (InvalidDataException)
        {
            return 0;
        }
    }
}
