namespace Allmine.Infrastructure.Media.Inspection.Containers.Mpeg;

/// <summary>The header of one ADTS frame, which carries AAC.</summary>
/// <param name="Size">Of the whole frame in bytes.</param>
/// <param name="Samples">That it holds for each channel.</param>
/// <param name="SampleRate">In Hz.</param>
internal readonly record struct AdtsFrame(int Size, int Samples, int SampleRate)
{
    public const int HeaderSize = 7;

    /// <summary>The size has 13 bits.</summary>
    public const int MaxSize = 8191;

    private const int SamplesInABlock = 1024;

    private static readonly int[] SampleRates = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];

    public static bool TryParse(ReadOnlySpan<byte> header, out AdtsFrame frame)
    {
        frame = default;
        // The sync word of 12 bits, then one of the version, then the layer, always 0.
        if (header.Length < HeaderSize || header[0] != 0xFF || (header[1] & 0xF6) != 0xF0)
            return false;
        var rate = (header[2] >> 2) & 15;
        var size = ((header[3] & 3) << 11) | (header[4] << 3) | (header[5] >> 5);
        if (rate >= SampleRates.Length || size <= HeaderSize)
            return false;
        frame = new AdtsFrame(size, ((header[6] & 3) + 1) * SamplesInABlock, SampleRates[rate]);
        return true;
    }
}
