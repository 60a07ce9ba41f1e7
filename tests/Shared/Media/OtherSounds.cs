namespace Allmine.Tests.Media;

/// <summary>Sounds of telephones, of Apple's, Sun's and Microsoft's formats.</summary>
internal static class OtherSounds
{
    /// <summary>Frames of 20 ms at 12.2 kbit/s.</summary>
    public static byte[] Amr(int frames = 100) => [.. "#!AMR\n"u8, .. Enumerable.Repeat((byte[])[0x3C, .. new byte[31]], frames).SelectMany(frame => frame)];

    /// <summary>Frames of 20 ms at 23.85 kbit/s.</summary>
    public static byte[] AmrWideband(int frames = 100) => [.. "#!AMR-WB\n"u8, .. Enumerable.Repeat((byte[])[0x44, .. new byte[60]], frames).SelectMany(frame => frame)];

    /// <summary>16 bits, stereo, 8,000 Hz.</summary>
    public static byte[] Caf(int frames = 12000, bool isOpen = false) => new ByteBuilder()
        .Ascii("caff").Big16(1).Big16(0)
        .Raw(CafDescription("lpcm", 4, 1))
        .Ascii("data").Big64(isOpen ? ulong.MaxValue : (ulong)((frames * 4) + 4)).Big32(0).Zeros(frames * 4).Build();

    /// <summary>Packets of 160 frames each and of different sizes.</summary>
    public static byte[] PackedCaf(int packets = 100, ulong claimedPackets = 100, ulong claimedFrames = 15900) => new ByteBuilder()
        .Ascii("caff").Big16(1).Big16(0)
        .Raw(CafDescription("opus", 0, 160))
        .Ascii("pakt").Big64((ulong)(24 + packets)).Big64(claimedPackets).Big64(claimedFrames).Big32(100).Big32(0).Zeros(packets)
        .Ascii("data").Big64((ulong)((packets * 5) + 4)).Big32(0).Zeros(packets * 5).Build();

    /// <summary>16 bits, stereo, 8,000 Hz.</summary>
    public static byte[] Aiff(int frames = 12000, uint? claimed = null, string? codec = null)
    {
        var description = new ByteBuilder().Big16(2).Big32(claimed ?? (uint)frames).Big16(16).Big16(16383 + 12).Big64(8000UL << 51);
        if (codec is not null)
            description.Ascii(codec).Zeros(2);
        var body = description.Build();
        return new ByteBuilder().Ascii("FORM").Big32(0).Ascii(codec is null ? "AIFF" : "AIFC")
            .Ascii("COMM").Big32((uint)body.Length).Raw(body)
            .Ascii("SSND").Big32((uint)((frames * 4) + 8)).Zeros(8).Zeros(frames * 4).Build();
    }

    /// <summary>16 bits, stereo, 8,000 Hz.</summary>
    public static byte[] Au(int frames = 12000, uint? claimed = null) => new ByteBuilder()
        .Ascii(".snd").Big32(28).Big32(claimed ?? (uint)(frames * 4)).Big32(3).Big32(8000).Big32(2).Zeros(4).Zeros(frames * 4).Build();

    /// <summary>Like a WAV of 1.5 s, its numbers the other way round.</summary>
    public static byte[] Rifx(int soundBytes = 48000) => new ByteBuilder()
        .Ascii("RIFX").Big32((uint)(36 + soundBytes)).Ascii("WAVE")
        .Ascii("fmt ").Big32(16).Big16(1).Big16(2).Big32(8000).Big32(32000).Big16(4).Big16(16)
        .Ascii("data").Big32((uint)soundBytes).Zeros(soundBytes).Build();

    /// <summary>Packets of 100 bytes and 0.1 s, sent 3 s ahead.</summary>
    public static byte[] Asf(bool hasFilm = false, int packets = 50, double claimedSeconds = 5)
    {
        var properties = new ByteBuilder().Zeros(40).Little64((long)((claimedSeconds + 3) * 10_000_000)).Zeros(8).Little64(3000).Little32(2).Little32(100).Little32(100).Little32(64000).Build();
        var streams = Object("B7DC0791-A9B7-11CF-8EE6-00C00C205365", [.. new Guid("F8699E40-5B4D-11CF-A8FD-00805F5C442B").ToByteArray(), .. new byte[38]]);
        if (hasFilm)
            streams = [.. streams, .. Object("B7DC0791-A9B7-11CF-8EE6-00C00C205365", [.. new Guid("BC19EFC0-5B4D-11CF-A8FD-00805F5C442B").ToByteArray(), .. new byte[38]])];
        byte[] header = [.. new ByteBuilder().Little32(2).Raw(1, 2).Build(), .. Object("8CABDCA1-A947-11CF-8EE4-00C00C205365", properties), .. streams];
        var data = new ByteBuilder().Zeros(26);
        for (var i = 0; i < packets; i++)
            data.Raw(0x82, 0, 0, 0x09, 0x5D, 100).Little32((uint)(3000 + (i * 100))).Little16(100).Zeros(100 - 12);
        return [.. Object("75B22630-668E-11CF-A6D9-00AA0062CE6C", header), .. Object("75B22636-668E-11CF-A6D9-00AA0062CE6C", data.Build())];
    }

    private static byte[] CafDescription(string codec, uint bytesInAPacket, uint framesInAPacket) => new ByteBuilder()
        .Ascii("desc").Big64(32).Big64((ulong)BitConverter.DoubleToInt64Bits(8000)).Ascii(codec).Big32(0).Big32(bytesInAPacket).Big32(framesInAPacket).Big32(2).Big32(16).Build();

    private static byte[] Object(string identifier, byte[] body) =>
        new ByteBuilder().Raw(new Guid(identifier).ToByteArray()).Little64(24 + body.Length).Raw(body).Build();
}
