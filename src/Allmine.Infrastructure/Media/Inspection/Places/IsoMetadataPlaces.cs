using System.Text;
using Allmine.Infrastructure.Media.Inspection.Containers.IsoMedia;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Media.Inspection.Places;

/// <summary>Finds the places in <c>meta</c> boxes: items with names of Apple's or of anybody's, and the Exif data of covers.</summary>
internal sealed class IsoMetadataPlaces(BoundedReader reader, PlaceErasures erasures)
{
    /// <summary>More keys than these count as places.</summary>
    private const int MaxKeys = 4096;

    private const int MaxNameLength = 256;
    private const uint HandlerType = 0x68646C72; // "hdlr"

    /// <summary>Frees what tells a place; all of the box if it is of another kind than the two that hold titles and the like.</summary>
    public void Walk(IsoBoxAt meta)
    {
        // QuickTime's has no version.
        var isPlain = reader.TryReadUInt32(meta.Body + 4, out var first) && first == HandlerType;
        var children = IsoBoxAt.All(reader, Math.Min(meta.End, meta.Body + (isPlain ? 0 : 4)), meta.End);
        var handler = children.FirstOrDefault(child => child.Type == "hdlr") is { Type: not null } found ? Text(found.Body + 8, 4) : null;
        if (handler is not ("mdta" or "mdir"))
        {
            erasures.Free(meta);
            return;
        }

        var keys = children.FirstOrDefault(child => child.Type == "keys") is { Type: not null } named ? ReadKeys(named) : [];
        foreach (var child in children)
        {
            if (child.Type == "ilst")
                WalkItems(child, handler == "mdta" ? keys : null);
            else if (child.Type is not ("hdlr" or "keys"))
                erasures.Free(child);
        }
    }

    /// <summary>Whether each key, in their order, tells no place.</summary>
    private List<bool> ReadKeys(IsoBoxAt keys)
    {
        var harmless = new List<bool>();
        foreach (var key in IsoBoxAt.All(reader, keys.Body + 8, keys.End).Take(MaxKeys))
            harmless.Add(key.Type.Length > 0 && key.BodyLength < MaxNameLength && !PlaceNames.IsOne(Text(key.Body, key.BodyLength)));
        return harmless;
    }

    private void WalkItems(IsoBoxAt list, List<bool>? keys)
    {
        foreach (var item in IsoBoxAt.All(reader, list.Body, list.End))
        {
            if (item.Type.Length == 0 || !(keys is null ? IsHarmless(item) : IsHarmless(item, keys)))
            {
                erasures.Free(item);
                continue;
            }

            foreach (var data in IsoBoxAt.All(reader, item.Body, item.End).Where(part => part.Type == "data"))
                JpegPlaces.Find(reader, erasures, data.Body + 8, data.End);
        }
    }

    private bool IsHarmless(IsoBoxAt item, List<bool> keys) =>
        reader.TryReadUInt32(item.Offset + 4, out var number) && number > 0 && number <= keys.Count && keys[(int)number - 1];

    private bool IsHarmless(IsoBoxAt item) => item.Type switch
    {
        "©xyz" or "loci" => false,
        // Named by a text of its own.
        "----" => IsoBoxAt.All(reader, item.Body, item.End).All(part => part.Type != "name" || !PlaceNames.IsOne(Text(part.Body, part.BodyLength))),
        _ => true,
    };

    private string Text(long offset, long length)
    {
        var bytes = new byte[Math.Clamp(length, 0, MaxNameLength)];
        return reader.TryRead(offset, bytes) ? Encoding.Latin1.GetString(bytes) : string.Empty;
    }
}
