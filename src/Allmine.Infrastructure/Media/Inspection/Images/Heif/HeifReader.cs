using Allmine.Infrastructure.Media.Inspection.Images.Magick;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Allmine.Infrastructure.Media.Inspection.Places;

namespace Allmine.Infrastructure.Media.Inspection.Images.Heif;

/// <summary>
/// Reads what an image of HEIF says of itself (ISO/IEC 23008-12; AVIF is one of them): the size and turning of its picture, and where what is
/// not the picture lies.
/// </summary>
internal sealed class HeifReader
{
    private const uint Meta = 0x6D657461; // meta
    private const uint PrimaryItem = 0x7069746D; // pitm
    private const uint ItemInformation = 0x69696E66; // iinf
    private const uint ItemEntry = 0x696E6665; // infe
    private const uint ItemLocations = 0x696C6F63; // iloc
    private const uint ItemProperties = 0x69707270; // iprp
    private const uint PropertyContainer = 0x6970636F; // ipco
    private const uint PropertyAssociations = 0x69706D61; // ipma
    private const uint Extents = 0x69737065; // ispe
    private const uint Rotation = 0x69726F74; // irot
    private const uint Mirror = 0x696D6972; // imir
    private const uint Colour = 0x636F6C72; // colr
    private const uint ColourNumbers = 0x6E636C78; // nclx
    private const uint HevcConfiguration = 0x68766343; // hvcC
    private const uint Av1Configuration = 0x61763143; // av1C
    private const uint Auxiliary = 0x61757843; // auxC
    private const uint ItemData = 0x69646174; // idat
    private const uint ExifItem = 0x45786966; // Exif
    private const uint MimeItem = 0x6D696D65; // mime

    /// <summary>Of items and of properties: phones write about a hundred.</summary>
    private const int MaxEntries = 20_000;

    private readonly BoundedReader reader;
    private readonly HashSet<uint> metadata = [];
    private readonly List<(uint Type, long Body)> properties = [];
    private readonly Dictionary<uint, List<int>> propertiesOf = [];
    private readonly PlaceErasures erasures = new();
    private uint? primary;
    private long itemData;
    private bool isDeep;
    private bool hasAlpha;

    private HeifReader(BoundedReader reader) => this.reader = reader;

    /// <returns>Null if it is none, or if a part of it lies outside of the file.</returns>
    public static HeifImage? Read(BoundedReader reader) => new HeifReader(reader).Read();

    private HeifImage? Read()
    {
        if (!TryFind(0, reader.Length, Meta, out var meta) || !TryEachBox(meta.Body + 4, meta.End, TakeParts) || !TryEachBox(meta.Body + 4, meta.End, TakeLocations))
            return null;
        if (primary is not { } item || !propertiesOf.TryGetValue(item, out var ofItem))
            return null;
        var (width, height, orientation) = (0u, 0u, Orientation.AsIs);
        HdrColours? colours = null;
        foreach (var (type, body) in ofItem.Where(index => index > 0 && index <= properties.Count).Select(index => properties[index - 1]))
        {
            if (type == Extents && !(reader.TryReadUInt32(body + 4, out width) && reader.TryReadUInt32(body + 8, out height)))
                return null;
            if (type == Colour && reader.TryReadUInt32(body, out var how) && how == ColourNumbers && reader.TryReadUInt32(body + 4, out var numbers))
                colours = HdrColours.Of((int)(numbers >> 16), (int)(numbers & 0xFFFF));
            else if (type == Rotation && reader.TryReadByte(body, out var angle))
                orientation = orientation.TurnedLeft(angle & 3);
            else if (type == Mirror && reader.TryReadByte(body, out var axis))
                orientation = orientation.Mirrored(isLeftRight: (axis & 1) == 1);
        }

        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue || erasures.IsFull)
            return null;
        return new HeifImage((int)width, (int)height, orientation, erasures, colours) { IsDeep = isDeep, HasAlpha = hasAlpha };
    }

    private bool TakeParts(uint type, long body, long end) => type switch
    {
        PrimaryItem => TryReadPrimary(body),
        ItemInformation => TryReadItems(body, end),
        ItemProperties => TryEachBox(body, end, TakeProperties),
        ItemData => (itemData = body) >= 0,
        _ => true,
    };

    /// <summary>Once it is known which items are not the picture.</summary>
    private bool TakeLocations(uint type, long body, long end) => type != ItemLocations || TryReadLocations(body);

    private bool TakeProperties(uint type, long body, long end) => type switch
    {
        PropertyContainer => TryEachBox(body, end, (property, at, propertyEnd) =>
        {
            properties.Add((property, at));
            isDeep |= HasMoreThanEightBits(property, at);
            hasAlpha |= property == Auxiliary && IsTransparency(at, propertyEnd);
            return properties.Count <= MaxEntries;
        }),
        PropertyAssociations => TryReadAssociations(body),
        _ => true,
    };

    private bool HasMoreThanEightBits(uint property, long body)
    {
        const int BitsOfHevc = 17;
        const int BitsOfAv1 = 2;
        return property switch
        {
            HevcConfiguration => reader.TryReadByte(body + BitsOfHevc, out var beyondEight) && (beyondEight & 0x07) > 0,
            Av1Configuration => reader.TryReadByte(body + BitsOfAv1, out var flags) && (flags & 0x40) != 0,
            _ => false,
        };
    }

    /// <summary>Others are depth, or how much brighter a bright screen shows what.</summary>
    private bool IsTransparency(long body, long end)
    {
        const int Versions = 4;
        const int Longest = 64;
        var name = new byte[Math.Clamp(end - body - Versions, 0, Longest)];
        return reader.TryRead(body + Versions, name)
            && (name.AsSpan().StartsWith("urn:mpeg:hevc:2015:auxid:1\0"u8) || name.AsSpan().StartsWith("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"u8));
    }

    private bool TryReadPrimary(long body)
    {
        var at = body;
        if (!TryReadNumber(ref at, 1, out var version))
            return false;
        at = body + 4;
        if (!TryReadNumber(ref at, version == 0 ? 2 : 4, out var item))
            return false;
        primary = (uint)item;
        return true;
    }

    private bool TryReadItems(long body, long end) => reader.TryReadByte(body, out var version) && TryEachBox(body + (version == 0 ? 6 : 8), end, (type, entry, _) =>
    {
        if (type != ItemEntry)
            return true;
        // Only from version 2 on does it say what sort of item it is.
        if (!reader.TryReadByte(entry, out var ofEntry) || ofEntry < 2)
            return true;
        var at = entry + 4;
        if (!TryReadNumber(ref at, ofEntry == 2 ? 2 : 4, out var item) || !reader.TryReadUInt32(at + 2, out var sort))
            return false;
        if (sort is ExifItem or MimeItem)
            metadata.Add((uint)item);
        return metadata.Count <= MaxEntries;
    });

    private bool TryReadAssociations(long body)
    {
        var at = body;
        if (!TryReadNumber(ref at, 1, out var version) || !TryReadNumber(ref at, 3, out var flags) || !TryReadNumber(ref at, 4, out var count) || count > MaxEntries)
            return false;
        for (; count > 0; count--)
        {
            if (!TryReadNumber(ref at, version < 1 ? 2 : 4, out var item) || !TryReadNumber(ref at, 1, out var links))
                return false;
            var ofItem = new List<int>();
            for (; links > 0; links--)
            {
                if (!TryReadNumber(ref at, (flags & 1) == 1 ? 2 : 1, out var link))
                    return false;
                // The highest bit says that it is essential.
                ofItem.Add((int)(link & ((flags & 1) == 1 ? 0x7FFFu : 0x7Fu)));
            }

            propertiesOf.TryAdd((uint)item, ofItem);
        }

        return true;
    }

    private bool TryReadLocations(long body)
    {
        var at = body;
        if (!TryReadNumber(ref at, 1, out var version) || !TryReadNumber(ref at, 3, out _) || !TryReadNumber(ref at, 2, out var sizes) || version > 2)
            return false;
        var (ofOffset, ofLength, ofBase, ofIndex) = ((int)(sizes >> 12) & 15, (int)(sizes >> 8) & 15, (int)(sizes >> 4) & 15, version == 0 ? 0 : (int)sizes & 15);
        if (!TryReadNumber(ref at, version < 2 ? 2 : 4, out var count) || count > MaxEntries)
            return false;
        for (; count > 0; count--)
        {
            ulong construction = 0;
            if (!TryReadNumber(ref at, version < 2 ? 2 : 4, out var item)
                || (version > 0 && !TryReadNumber(ref at, 2, out construction))
                || !TryReadNumber(ref at, 2, out _)
                || !TryReadNumber(ref at, ofBase, out var start)
                || !TryReadNumber(ref at, 2, out var extents))
                return false;
            for (; extents > 0; extents--)
            {
                if (!TryReadNumber(ref at, ofIndex, out _) || !TryReadNumber(ref at, ofOffset, out var offset) || !TryReadNumber(ref at, ofLength, out var length))
                    return false;
                if (!TryTake((uint)item, construction & 15, start + offset, length))
                    return false;
            }
        }

        return true;
    }

    /// <summary>Every part has to be there; where those lie that are not the picture is kept.</summary>
    private bool TryTake(uint item, ulong construction, ulong offset, ulong length)
    {
        const ulong OfFile = 0;
        const ulong OfItemData = 1;
        if (construction > OfItemData)
            return true;
        var from = construction == OfFile ? offset : offset + (ulong)itemData;
        if (from > (ulong)reader.Length || length > (ulong)reader.Length - from)
            return false;
        if (metadata.Contains(item))
            erasures.Clear((long)from, length == 0 ? reader.Length - (long)from : (long)length);
        return true;
    }

    private bool TryFind(long start, long end, uint sought, out (long Body, long End) box)
    {
        (long, long)? found = null;
        var isRead = TryEachBox(start, end, (type, body, bodyEnd) =>
        {
            if (type == sought)
                found ??= (body, bodyEnd);
            return true;
        });
        box = found ?? default;
        return isRead && found is not null;
    }

    /// <returns>Whether all of them lie within the end, and were taken.</returns>
    private bool TryEachBox(long start, long end, Func<uint, long, long, bool> take)
    {
        const int Head = 8;
        const int LongHead = 16;
        var count = 0;
        for (var at = start; at < end;)
        {
            if (!reader.TryReadUInt32(at, out var size) || !reader.TryReadUInt32(at + 4, out var type) || ++count > MaxEntries)
                return false;
            var body = at + Head;
            var next = size == 0 ? end : at + size;
            if (size == 1)
            {
                if (!reader.TryReadUInt64(at + Head, out var large) || large > (ulong)(end - at))
                    return false;
                (body, next) = (at + LongHead, at + (long)large);
            }

            if (next < body || next > end || !take(type, body, next))
                return false;
            at = next;
        }

        return true;
    }

    /// <summary>A number of 0 to 8 bytes, the greatest first.</summary>
    private bool TryReadNumber(ref long at, int size, out ulong number)
    {
        number = 0;
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        if (size > bytes.Length || !reader.TryRead(at, bytes[..size]))
            return false;
        foreach (var one in bytes[..size])
            number = (number << 8) | one;
        at += size;
        return true;
    }
}
