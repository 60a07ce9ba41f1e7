namespace Allmine.Tests.Media;

/// <summary>Sounds without a container, and those of WAV, FLAC and Ogg.</summary>
internal static class AudioFiles
{
    /// <summary>Frames of MPEG-1 layer III at 44,100 Hz: 1152 samples each. 9 is 128 kbit/s, 5 is 64.</summary>
    public static byte[] Mp3(int frames = 100, bool variable = false, string? tag = null, uint claimedFrames = 0)
    {
        var builder = new ByteBuilder();
        if (tag is not null)
            builder.Raw(Mp3Frame(9, new ByteBuilder().Zeros(32).Ascii(tag).Big32(1).Big32(claimedFrames).Build()));
        for (var i = 0; i < frames; i++)
            builder.Raw(Mp3Frame(variable && i % 2 == 1 ? 5 : 9));
        return builder.Build();
    }

    public static byte[] Mp3Frame(int bitrate, byte[]? body = null)
    {
        var size = bitrate == 9 ? 417 : 208;
        var frame = new byte[size];
        byte[] head = [0xFF, 0xFB, (byte)(bitrate << 4), 0x00];
        head.CopyTo(frame, 0);
        body?.CopyTo(frame, 4);
        return frame;
    }

    /// <summary>An ID3v2 tag, of the size it has or of the one it is to claim.</summary>
    public static byte[] Id3(int size, int? claimed = null)
    {
        var told = claimed ?? size;
        return new ByteBuilder().Ascii("ID3").Raw(4, 0, 0)
            .Raw((byte)((told >> 21) & 127), (byte)((told >> 14) & 127), (byte)((told >> 7) & 127), (byte)(told & 127)).Zeros(size).Build();
    }

    public static byte[] Id3v1() => new ByteBuilder().Ascii("TAG").Zeros(125).Build();

    /// <summary>Frames of 1024 samples at 48,000 Hz and 200 bytes.</summary>
    public static byte[] Adts(int frames = 100)
    {
        const int Size = 200;
        var builder = new ByteBuilder();
        for (var i = 0; i < frames; i++)
            builder.Raw(0xFF, 0xF1, 0x4C, 0x80 | (Size >> 11), (Size >> 3) & 0xFF, ((Size & 7) << 5) | 0x1F, 0xFC).Zeros(Size - 7);
        return builder.Build();
    }

    /// <summary>16 bits, stereo, 8,000 Hz: 32,000 bytes a second.</summary>
    public static byte[] Wave(int soundBytes = 48000, uint? claimedSound = null, uint? claimedFile = null) => new ByteBuilder()
        .Ascii("RIFF").Little32(claimedFile ?? (uint)(36 + soundBytes)).Ascii("WAVE")
        .Ascii("fmt ").Little32(16).Little16(1).Little16(2).Little32(8000).Little32(32000).Little16(4).Little16(16)
        .Ascii("data").Little32(claimedSound ?? (uint)soundBytes).Zeros(soundBytes).Build();

    public static byte[] Flac(ulong samples = 88200, uint rate = 44100) => new ByteBuilder()
        .Ascii("fLaC").Raw(0x80, 0, 0, 34).Big16(4096).Big16(4096).Zeros(6)
        .Big64(((ulong)rate << 44) | (1UL << 41) | (15UL << 36) | samples).Zeros(16).Zeros(500).Build();

    /// <summary>Opus in packets of 20 ms, one a page. The first positions may lie far from 0.</summary>
    public static byte[] Opus(int packets = 100, int preSkip = 312, long start = 0, uint serial = 7)
    {
        var builder = new ByteBuilder()
            .Raw(OggPage(2, 0, serial, new ByteBuilder().Ascii("OpusHead").Raw(1, 2).Little16(preSkip).Little32(48000).Little16(0).Raw(0).Build()))
            .Raw(OggPage(0, 0, serial, new ByteBuilder().Ascii("OpusTags").Zeros(8).Build()));
        for (var i = 1; i <= packets; i++)
            builder.Raw(OggPage(i == packets ? 4 : 0, start + (i * 960), serial, [0x78, 1, 2, 3]));
        return builder.Build();
    }

    public static byte[] Vorbis(long samples = 66150, uint rate = 44100) => new ByteBuilder()
        .Raw(OggPage(2, 0, 7, new ByteBuilder().Raw(1).Ascii("vorbis").Little32(0).Raw(2).Little32(rate).Zeros(14).Build()))
        .Raw(OggPage(0, 0, 7, new ByteBuilder().Raw(3).Ascii("vorbis").Zeros(30).Build()))
        .Raw(OggPage(0, samples / 2, 7, new byte[100]))
        .Raw(OggPage(0, -1, 7, new byte[100]))
        .Raw(OggPage(4, samples, 7, new byte[100])).Build();

    /// <summary>320 × 240, 25 pictures a second, key frames every 64.</summary>
    public static byte[] Theora(int pictures = 50)
    {
        var head = new ByteBuilder().Raw(0x80).Ascii("theora").Raw(3, 2, 1).Big16(20).Big16(15).Raw(0, 1, 64, 0, 0, 240, 0, 0)
            .Big32(25).Big32(1).Zeros(10).Big16(6 << 5).Build();
        return [.. OggPage(2, 0, 9, head), .. OggPage(4, pictures << 6, 9, new byte[200])];
    }

    public static byte[] OggPage(int flags, long position, uint serial, byte[] packet) => new ByteBuilder()
        .Ascii("OggS").Raw(0, (byte)flags).Little64(position).Little32(serial).Little32(0).Little32(0)
        .Raw(1, (byte)packet.Length).Raw(packet).Build();
}
