using Allmine.Infrastructure.Media.Inspection.Containers.IsoMedia;

namespace Allmine.Infrastructure.Media.Inspection.Places;

/// <summary>What is to be overwritten in a file, in the order in which it is to be done.</summary>
internal sealed class PlaceErasures
{
    /// <summary>A recording of places once a second for 18 hours. What has more is no phone's film.</summary>
    public const int MostErasures = 64 * 1024;

    private static readonly byte[] FreeType = [.. "free"u8];

    private readonly List<PlaceErasure> all = [];

    public IReadOnlyList<PlaceErasure> All => all;

    /// <summary>Whether there are more than are done.</summary>
    public bool IsFull => all.Count >= MostErasures;

    /// <summary>Makes a box of any kind one without meaning. What is no box is cleared.</summary>
    public void Free(IsoBoxAt box)
    {
        if (box.Type is not ("" or "free" or "skip"))
            Replace(box.Offset + 4, 4, FreeType);
        Clear(box.Body, box.BodyLength);
    }

    public void Clear(long offset, long length) => Replace(offset, length, []);

    public void Replace(long offset, long length, byte[] beginning)
    {
        if (length > 0 && !IsFull)
            all.Add(new PlaceErasure(offset, length, beginning));
    }
}
