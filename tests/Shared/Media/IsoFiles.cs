namespace Allmine.Tests.Media;

/// <summary>MP4, M4A and MOV files.</summary>
internal static class IsoFiles
{
    public const uint Timescale = 600;

    /// <summary>Identity and turns, clockwise, as the matrix of a track's header.</summary>
    private static readonly Dictionary<int, (int A, int B, int C, int D)> Turns = new()
    {
        [0] = (1, 0, 0, 1),
        [90] = (0, 1, -1, 0),
        [180] = (-1, 0, 0, -1),
        [270] = (0, -1, 1, 0),
    };

    public static byte[] Box(string type, params byte[][] children)
    {
        var builder = new ByteBuilder().Big32((uint)(8 + children.Sum(child => child.Length))).Ascii(type);
        foreach (var child in children)
            builder.Raw(child);
        return builder.Build();
    }

    public static byte[] FileType(string brand) => Box("ftyp", new ByteBuilder().Ascii(brand).Big32(0).Ascii("isom").Build());

    /// <summary>A film of 640 × 360 with as many samples of 20/600 s as asked for.</summary>
    public static byte[] Film(
        uint samples = 75, int version = 0, int turn = 0, bool indexLast = false, string brand = "isom", ulong? claimedTicks = null)
    {
        var movie = Movie(MovieHeader(version, claimedTicks ?? samples * 20), VideoTrack(samples, version, turn, claimedTicks));
        var data = Box("mdat", new byte[samples * 4]);
        return indexLast ? [.. FileType(brand), .. data, .. movie] : [.. FileType(brand), .. movie, .. data];
    }

    /// <summary>A sound at 44,100 Hz, of as many AAC frames as asked for.</summary>
    public static byte[] Sound(uint frames = 86, string brand = "M4A ")
    {
        var track = Track(Header(0, 0, 0, 0), "soun", 0, 44100, frames * 1024, SampleTable("mp4a", frames, 1024, frames, 4));
        return [.. FileType(brand), .. Movie(MovieHeader(0, 1), track), .. Box("mdat", new byte[frames * 4])];
    }

    /// <summary>A sound whose chapters have pictures, in a track of their own.</summary>
    public static byte[] Audiobook(uint frames = 86)
    {
        var sound = Track(Header(0, 0, 0, 0, id: 1), "soun", 0, 44100, frames * 1024, SampleTable("mp4a", frames, 1024, frames, 4), Box("tref", Box("chap", [0, 0, 0, 2])));
        var pictures = Track(Header(0, 0, 64, 64, id: 2), "vide", 0, 1, 2, SampleTable("jpeg", 2, 1, 2, 4));
        return [.. FileType("M4A "), .. Movie(MovieHeader(0, 1), sound, pictures), .. Box("mdat", new byte[frames * 8])];
    }

    /// <summary>A film whose pixels are wider than they are high.</summary>
    public static byte[] Anamorphic(uint horizontal, uint vertical)
    {
        var description = Box("avc1", new ByteBuilder().Zeros(24).Big16(640).Big16(360).Zeros(50).Raw(Box("pasp", new ByteBuilder().Big32(horizontal).Big32(vertical).Build())).Build());
        var table = Box(
            "stbl",
            Box("stsd", new ByteBuilder().Big32(0).Big32(1).Raw(description).Build()),
            Box("stts", new ByteBuilder().Big32(0).Big32(1).Big32(75).Big32(20).Build()),
            Box("stsz", new ByteBuilder().Big32(0).Big32(4).Big32(75).Build()));
        return [.. FileType("isom"), .. Movie(MovieHeader(0, 1500), Track(Header(0, 0, 640, 360), "vide", 0, Timescale, 1500, table)), .. Box("mdat", new byte[300])];
    }

    /// <summary>Fragments of 10 samples each: of a length told with each sample, by the fragment, or by the whole file.</summary>
    public static byte[] Fragmented(int fragments = 5, string told = "sample", ulong claimedTicks = 0)
    {
        var extends = Box("mvex", Box("trex", new ByteBuilder().Big32(0).Big32(1).Big32(1).Big32(told == "file" ? 20U : 0).Big32(4).Big32(0).Build()));
        var movie = Movie(MovieHeader(0, claimedTicks), VideoTrack(0, 0, 0, claimedTicks), extends);
        var builder = new ByteBuilder().Raw(FileType("iso5")).Raw(movie);
        for (var i = 0; i < fragments; i++)
            builder.Raw(Box("moof", Box("mfhd", new byte[8]), Box("traf", FragmentHeader(told), Run(told, 10)))).Raw(Box("mdat", new byte[40]));
        return builder.Build();
    }

    public static byte[] Movie(params byte[][] children) => Box("moov", children);

    public static byte[] MovieHeader(int version, ulong ticks) => Box("mvhd", Times(version, Timescale, ticks), new byte[80]);

    public static byte[] VideoTrack(uint samples, int version = 0, int turn = 0, ulong? claimedTicks = null, uint? sizes = null) =>
        Track(Header(version, turn, 640, 360), "vide", version, Timescale, claimedTicks ?? samples * 20, SampleTable("avc1", samples, 20, sizes ?? samples, 4));

    public static byte[] Track(byte[] header, string handler, int version, uint timescale, ulong ticks, byte[] table, byte[]? edits = null) => Box(
        "trak",
        header,
        edits ?? [],
        Box(
            "mdia",
            Box("mdhd", Times(version, timescale, ticks), new byte[4]),
            Box("hdlr", new ByteBuilder().Big32(0).Big32(0).Ascii(handler).Zeros(13).Build()),
            Box("minf", table)));

    public static byte[] Edits(params (uint Length, int Time)[] edits)
    {
        var builder = new ByteBuilder().Big32(0).Big32((uint)edits.Length);
        foreach (var (length, time) in edits)
            builder.Big32(length).Big32((uint)time).Big32(0x10000);
        return Box("edts", Box("elst", builder.Build()));
    }

    public static byte[] Header(int version, int turn, int width, int height, uint id = 1)
    {
        var (a, b, c, d) = Turns[turn];
        var builder = new ByteBuilder().Big32((uint)version << 24);
        builder = version == 1 ? builder.Big64(0).Big64(0).Big32(id).Big32(0).Big64(0) : builder.Big32(0).Big32(0).Big32(id).Big32(0).Big32(0);
        builder.Zeros(16);
        foreach (var term in (int[])[a, b, 0, c, d, 0, 0, 0])
            builder.Big32((uint)(term << 16));
        return Box("tkhd", builder.Big32(0x40000000).Big32((uint)width << 16).Big32((uint)height << 16).Build());
    }

    public static byte[] SampleTable(string codec, uint samples, uint ticks, uint sizes, uint size)
    {
        var description = Box(codec, new ByteBuilder().Zeros(24).Big16(640).Big16(360).Zeros(50).Build());
        return Box(
            "stbl",
            Box("stsd", new ByteBuilder().Big32(0).Big32(1).Raw(description).Build()),
            Box("stts", samples == 0 ? new byte[8] : new ByteBuilder().Big32(0).Big32(1).Big32(samples).Big32(ticks).Build()),
            Box("stsz", new ByteBuilder().Big32(0).Big32(size).Big32(sizes).Build()));
    }

    private static byte[] Times(int version, uint timescale, ulong ticks) => version == 1
        ? new ByteBuilder().Big32(1 << 24).Big64(0).Big64(0).Big32(timescale).Big64(ticks).Build()
        : new ByteBuilder().Big32(0).Big32(0).Big32(0).Big32(timescale).Big32((uint)ticks).Build();

    private static byte[] FragmentHeader(string told) => told == "fragment"
        ? Box("tfhd", new ByteBuilder().Big32(0x8).Big32(1).Big32(20).Build())
        : Box("tfhd", new ByteBuilder().Big32(0).Big32(1).Build());

    private static byte[] Run(string told, int samples)
    {
        const uint DataOffset = 1, Duration = 0x100, Size = 0x200;
        var builder = new ByteBuilder().Big32(DataOffset | Size | (told == "sample" ? Duration : 0)).Big32((uint)samples).Big32(0);
        for (var i = 0; i < samples; i++)
        {
            if (told == "sample")
                builder.Big32(20);
            builder.Big32(4);
        }

        return Box("trun", builder.Build());
    }
}
