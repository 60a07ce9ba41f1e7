namespace Allmine.Infrastructure.Media.Inspection.Containers.Mpeg;

/// <summary>The header of one frame of MPEG audio, layer II or III.</summary>
/// <param name="Size">Of the whole frame in bytes.</param>
/// <param name="Samples">That it holds for each channel.</param>
/// <param name="SampleRate">In Hz.</param>
/// <param name="Fixed">Those bits of the header that all frames of a stream share: version, layer, sample rate.</param>
/// <param name="TagOffset">Where a Xing or Info tag stands in the frame if it holds no sound.</param>
internal readonly record struct MpegAudioFrame(int Size, int Samples, int SampleRate, uint Fixed, int TagOffset)
{
    public const int HeaderSize = 4;

    /// <summary>The largest frame: layer II at 384 kbit/s and 32 kHz, padded.</summary>
    public const int MaxSize = 1729;

    private const uint FixedBits = 0xFFFE0C00;

    private static readonly int[] BitratesOfVersion1Layer2 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
    private static readonly int[] BitratesOfVersion1Layer3 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    private static readonly int[] BitratesOfVersion2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    private static readonly int[] SampleRatesOfVersion1 = [44100, 48000, 32000];

    /// <summary>
    /// Reads the header. Layer I is not taken: nobody sends it, and a text in UTF-16 begins like it. Nor is a free bitrate,
    /// which leaves the frame's size untold.
    /// </summary>
    public static bool TryParse(uint header, out MpegAudioFrame frame)
    {
        frame = default;
        var version = (int)(header >> 19) & 3;
        var layer = 4 - ((int)(header >> 17) & 3);
        var bitrateIndex = (int)(header >> 12) & 15;
        var sampleRateIndex = (int)(header >> 10) & 3;
        if (header >> 21 != 0x7FF || version == 1 || layer is not (2 or 3) || bitrateIndex is 0 or 15 || sampleRateIndex == 3)
            return false;
        var isVersion1 = version == 3;
        var sampleRate = SampleRatesOfVersion1[sampleRateIndex] >> (version switch { 3 => 0, 2 => 1, _ => 2 });
        var bitrates = !isVersion1 ? BitratesOfVersion2 : layer == 2 ? BitratesOfVersion1Layer2 : BitratesOfVersion1Layer3;
        var samples = layer == 3 && !isVersion1 ? 576 : 1152;
        var padding = (int)(header >> 9) & 1;
        var isMono = ((header >> 6) & 3) == 3;
        var sideInfo = (isVersion1, isMono) switch { (true, false) => 32, (true, true) or (false, false) => 17, _ => 9 };
        var size = (samples / 8 * bitrates[bitrateIndex] * 1000 / sampleRate) + padding;
        frame = new MpegAudioFrame(size, samples, sampleRate, header & FixedBits, HeaderSize + sideInfo);
        return true;
    }
}
