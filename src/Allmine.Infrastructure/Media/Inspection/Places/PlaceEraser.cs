using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Allmine.Infrastructure.Media.Inspection.Sniffing;

namespace Allmine.Infrastructure.Media.Inspection.Places;

/// <summary>
/// Takes the place where it was recorded out of a film, a sound of the same containers, what stands around a picture of HEIF, or a TIFF: overwrites it where it stands, so that nothing else moves.
/// The file keeps its length.
/// </summary>
internal static class PlaceEraser
{
    /// <summary>Overwrites the places in a file; leaves one alone that has none.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="container">What it is.</param>
    /// <exception cref="RefusedException"><see cref="ErrorCode.MediaUnreadable"/>: it takes too much work to find them all.</exception>
    public static void Erase(string path, MediaContainer container)
    {
        if (container is not (MediaContainer.IsoMedia or MediaContainer.Matroska or MediaContainer.Tiff))
            return;
        PlaceErasures erasures;
        using (var file = File.OpenRead(path))
            erasures = Find(new BoundedReader(file), container);
        if (erasures.All.Count == 0)
            return;
        using var target = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None);
        Overwrite(target, erasures);
    }

    /// <summary>Does what was found to be done.</summary>
    public static void Overwrite(FileStream target, PlaceErasures erasures)
    {
        const int Piece = 16 * 1024;
        var zeros = new byte[Piece];
        foreach (var erasure in erasures.All)
            Write(target, erasure, zeros);
    }

    /// <exception cref="RefusedException"><see cref="ErrorCode.MediaUnreadable"/>: it takes too much work to find them all.</exception>
    internal static PlaceErasures Find(BoundedReader reader, MediaContainer container)
    {
        var erasures = new PlaceErasures();
        switch (container)
        {
            case MediaContainer.IsoMedia:
                new IsoPlaces(reader, erasures).Find();
                break;
            case MediaContainer.Heic or MediaContainer.Avif:
                new IsoPlaces(reader, erasures).FindAroundPicture();
                break;
            case MediaContainer.Matroska:
                new MatroskaPlaces(reader, erasures).Find();
                break;
            case MediaContainer.Tiff:
                new TiffPlaces(reader, erasures).Find();
                break;
        }

        // What was not walked to its end may tell a place behind it.
        return reader.IsExhausted || erasures.IsFull ? throw new RefusedException(ErrorCode.MediaUnreadable) : erasures;
    }

    private static void Write(FileStream target, PlaceErasure erasure, byte[] zeros)
    {
        // No claim of a length makes the file longer.
        var end = Math.Min(target.Length, erasure.Offset + erasure.Length);
        if (erasure.Offset >= end)
            return;
        target.Position = erasure.Offset;
        target.Write(erasure.Beginning.AsSpan(0, (int)Math.Min(erasure.Beginning.Length, end - erasure.Offset)));
        for (var left = end - target.Position; left > 0; left -= zeros.Length)
            target.Write(zeros.AsSpan(0, (int)Math.Min(zeros.Length, left)));
    }
}
