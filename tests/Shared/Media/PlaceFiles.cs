using System.Text;

namespace Allmine.Tests.Media;

/// <summary>Films and TIFFs that tell a place in every way that is known.</summary>
internal static class PlaceFiles
{
    /// <summary>Stands wherever a place does.</summary>
    public const string Place = "+41.0082+028.9784/";

    /// <summary>Stands in what is to stay.</summary>
    public const string Kept = "Made in the kitchen";

    private static readonly byte[] Bytes = Encoding.ASCII.GetBytes(Place);

    /// <summary>A way to tell a place, and a film that does.</summary>
    public static IEnumerable<(string Name, byte[] File)> Films =>
    [
        ("©xyz", Film(Box("udta", Box("©xyz", [0, 18, 0x15, 0xC7, .. Bytes]), Title()))),
        ("©xyz of a track", FilmWith(Box("udta", Box("©xyz", [0, 18, 0x15, 0xC7, .. Bytes])))),
        ("loci", Film(Box("udta", Box("loci", [0, 0, 0, 0, .. Bytes]), Title()))),
        ("a camera's own", Film(Box("udta", Box("GPMF", Bytes), Box("NCDT", Bytes), Title()))),
        ("Apple's keys", Film(Box("meta", Handler("mdta"), Keys("com.apple.quicktime.make", "com.apple.quicktime.location.ISO6709"), Items(
            new ByteBuilder().Big32(1).Build(), new ByteBuilder().Big32(2).Build())), Box("udta", Title()))),
        ("iTunes", Film(Box("udta", Title(), Box("meta", [0, 0, 0, 0, .. Handler("mdir"), .. Box("ilst", Item("©xyz", Place), Item("©too", Kept),
            Box("----", Box("name", [0, 0, 0, 0, .. "location"u8]), Box("data", Bytes)))])))),
        ("XMP", [.. Film(Box("udta", Title())), .. Box("uuid", [0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC, .. Bytes])]),
        ("a table of another kind", [.. Film(Box("udta", Title())), .. Box("meta", [0, 0, 0, 0, .. Handler("nrtm"), .. Box("xml ", Bytes)])]),
        ("room left free", [.. Film(Box("udta", Title())), .. Box("free", [.. "GPS "u8, .. Bytes])]),
        ("a trailer", [.. Film(Box("udta", Title())), .. Bytes]),
        ("an unknown box", [.. Film(Box("udta", Title())), .. Box("camx", Bytes)]),
        ("gpmd", Track("meta", "gpmd")),
        ("camm", Track("camm", "camm")),
        ("mebx", Track("meta", "mebx", "com.apple.quicktime.location.ISO6709")),
        ("gpmd with sizes", Track("meta", "gpmd", isSized: true)),
        ("a drone's subtitles", Track("text", "text", sample: $"GPS (28.9784, {Place})")),
        ("gpmd in fragments", Fragments()),
    ];

    public static IEnumerable<(string Name, byte[] File)> Matroska =>
    [
        ("a tag", Tagged("LOCATION")),
        ("a tag in another", Tagged("RECORDING_LOCATION", isNested: true)),
        ("a tag before the clusters", Tagged("LOCATION-ENG", isFirst: true)),
        ("a tag with a checksum", Tagged("GPS", hasChecksum: true)),
        ("an attachment", Matroskas(Element(0x1941A469, Element(0x61A7, [.. Element(0x466E, "track.gpx"u8.ToArray()), .. Element(0x4660, "application/gpx+xml"u8.ToArray()), .. Element(0x465C, Bytes)])))),
        ("a cover", Matroskas(Element(0x1941A469, Element(0x61A7, [.. Element(0x4660, "image/jpeg"u8.ToArray()), .. Element(0x465C, [0xFF, 0xD8, 0xFF, 0xE1, 0, 20, .. Bytes, 0xFF, 0xD9])])))),
    ];

    public static IEnumerable<(string Name, byte[] File)> Tiffs =>
        from isBigEndian in (bool[])[false, true]
        from isBig in (bool[])[false, true]
        select ($"TIFF, {(isBigEndian ? "big" : "little")} endian{(isBig ? ", BigTIFF" : string.Empty)}", Tiff(isBigEndian, isBig));

    /// <summary>A picture of one pixel with a description, Exif with GPS, XMP, IPTC, and a preview with Exif of its own.</summary>
    public static byte[] Tiff(bool isBigEndian, bool isBig)
    {
        var writer = new TiffBuilder(isBigEndian, isBig);
        var place = writer.Data(Bytes);
        var gps = writer.Directory((0x1D, 2, Bytes.Length, place));
        var exif = writer.Directory((0x9000, 7, 4, 0), (0x8825, 4, 1, gps));
        var preview = writer.Data([0xFF, 0xD8, 0xFF, 0xE1, 0, 20, .. Bytes, 0xFF, 0xD9]);
        var child = writer.Directory((0x103, 3, 1, 7), (0x111, 4, 1, preview));
        var (text, xmp, iptc) = (writer.Data(Encoding.ASCII.GetBytes(Kept)), writer.Data(Bytes), writer.Data(Bytes));
        var second = writer.Directory((0x100, 3, 1, 1), (0x8825, 4, 1, writer.Directory((0x1D, 2, Bytes.Length, writer.Data(Bytes)))));
        writer.Next = second;
        return writer.Build(writer.Directory(
            (0x100, 3, 1, 1), (0x101, 3, 1, 1), (0x10E, 2, Kept.Length, text), (0x14A, 4, 1, child), (0x2BC, 1, Bytes.Length, xmp), (0x83BB, 7, Bytes.Length, iptc),
            (0x8769, 4, 1, exif), (0x8825, 4, 1, gps)));
    }

    private static byte[] Film(params byte[][] metadata) =>
        [.. IsoFiles.FileType("qt  "), .. IsoFiles.Movie([IsoFiles.MovieHeader(0, 1500), IsoFiles.VideoTrack(75), .. metadata]), .. Box("mdat", new byte[300])];

    private static byte[] FilmWith(byte[] userData)
    {
        var track = IsoFiles.VideoTrack(75);
        return Film(Box("udta", Title()), Box("trak", [.. track[8..], .. userData]));
    }

    /// <summary>A film with another track, whose one sample stands behind the film.</summary>
    private static byte[] Track(string handler, string codec, string names = "", bool isSized = false, string sample = Place)
    {
        byte[] Make(int offset)
        {
            var table = Box(
                "stbl",
                Box("stsd", new ByteBuilder().Big32(0).Big32(1).Raw(Box(codec, [0, 0, 0, 0, 0, 0, 0, 1, .. Encoding.ASCII.GetBytes(names)])).Build()),
                Box("stts", new ByteBuilder().Big32(0).Big32(1).Big32(1).Big32(600).Build()),
                Box("stsc", new ByteBuilder().Big32(0).Big32(1).Big32(1).Big32(1).Big32(1).Build()),
                Box("stsz", isSized ? new ByteBuilder().Big32(0).Big32(0).Big32(1).Big32((uint)sample.Length).Build() : new ByteBuilder().Big32(0).Big32((uint)sample.Length).Big32(1).Build()),
                Box("stco", new ByteBuilder().Big32(0).Big32(1).Big32((uint)offset).Build()));
            return Film(IsoFiles.Track(IsoFiles.Header(0, 0, 0, 0), handler, 0, 600, 600, table), Box("udta", Title()));
        }

        return [.. Make(Make(0).Length + 8), .. Box("mdat", Encoding.ASCII.GetBytes(sample))];
    }

    private static byte[] Fragments()
    {
        var table = Box("stbl", Box("stsd", new ByteBuilder().Big32(0).Big32(1).Raw(Box("gpmd", new byte[8])).Build()));
        var extends = Box("mvex", Box("trex", new ByteBuilder().Big32(0).Big32(1).Big32(1).Big32(20).Big32((uint)Place.Length).Big32(0).Build()));
        byte[] Fragment(int offset) => Box("moof", Box("mfhd", new byte[8]), Box(
            "traf",
            Box("tfhd", new ByteBuilder().Big32(0x20000).Big32(1).Build()),
            Box("trun", new ByteBuilder().Big32(1).Big32(1).Big32((uint)offset).Build())));
        return [
            .. Film(IsoFiles.Track(IsoFiles.Header(0, 0, 0, 0), "meta", 0, 600, 600, table), extends, Box("udta", Title())),
            .. Fragment(Fragment(0).Length + 8), .. Box("mdat", Bytes)];
    }

    private static byte[] Title() => Box("©nam", [0, (byte)Kept.Length, 0, 0, .. Encoding.ASCII.GetBytes(Kept)]);

    private static byte[] Handler(string type) => Box("hdlr", new ByteBuilder().Big32(0).Big32(0).Ascii(type).Zeros(13).Build());

    private static byte[] Keys(params string[] names) =>
        Box("keys", [0, 0, 0, 0, 0, 0, 0, (byte)names.Length, .. names.SelectMany(name => Box("mdta", Encoding.ASCII.GetBytes(name)))]);

    private static byte[] Items(byte[] first, byte[] second) =>
        Box("ilst", Item(Encoding.Latin1.GetString(first), Kept), Item(Encoding.Latin1.GetString(second), Place));

    private static byte[] Item(string type, string text) => Box(type, Box("data", [0, 0, 0, 1, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(text)]));

    private static byte[] Tagged(string name, bool isNested = false, bool isFirst = false, bool hasChecksum = false)
    {
        var tag = Simple(name, Place);
        if (isNested)
            tag = Simple("ORIGINAL", Kept, tag);
        var tags = Element(0x1254C367, [
            .. hasChecksum ? (byte[])[0xBF, 0x84, 1, 2, 3, 4] : [],
            .. Element(0x7373, [.. Element(0x63C0, []), .. Simple("TITLE", Kept), .. tag])]);
        return Matroskas(tags, isFirst);
    }

    private static byte[] Simple(string name, string value, byte[]? children = null) =>
        Element(0x67C8, [.. Element(0x45A3, Encoding.ASCII.GetBytes(name)), .. Element(0x4487, Encoding.ASCII.GetBytes(value)), .. children ?? []]);

    private static byte[] Matroskas(byte[] more, bool isFirst = false)
    {
        var title = Element(0x1254C367, Element(0x7373, Simple("TITLE", Kept)));
        var film = MatroskaFiles.Make(type: "matroska", isSized: false);
        var head = MatroskaFiles.Head("matroska").Length + 12;
        return isFirst ? [.. film[..head], .. title, .. more, .. film[head..]] : [.. film, .. title, .. more];
    }

    private static byte[] Element(uint id, byte[] body) => MatroskaFiles.Element(id, body);

    private static byte[] Box(string type, params byte[][] children) => IsoFiles.Box(type, children);
}
