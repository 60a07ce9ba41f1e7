using System.Text;

namespace Allmine.Infrastructure.Media.Inspection.Measuring.Pictures;

/// <summary>How a film says that its colours are meant, in FFmpeg's words.</summary>
/// <param name="Transfer">From numbers to light.</param>
/// <param name="Primaries">Which red, green and blue.</param>
/// <param name="Matrix">From brightness and differences to red, green and blue.</param>
internal sealed record FilmColours(string? Transfer, string? Primaries, string? Matrix)
{
    /// <summary>Of films of the usual kind. What they say of their matrix, FFmpeg goes by; where they say nothing, it takes BT.601.</summary>
    public static readonly FilmColours Usual = new(null, null, null);

    private const int MaxOutput = 4096;

    /// <summary>
    /// The brightness of white, in candela per square metre, and the part of the range up to which light is shown as it is. What is brighter is
    /// made darker, red, green and blue alike, so that its hue stays.
    /// </summary>
    private const string ToneMapping = "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=mobius:param=0.8:desat=0,zscale=t=iec61966-2-1:m=gbr,format=gbrp,";

    /// <summary>FFmpeg's filters, each followed by a comma, that make the colours those of sRGB.</summary>
    public string ToStandard => (Transfer, Primaries) switch
    {
        ("arib-std-b67" or "smpte2084", _) =>
            $"format=yuv444p10le,zscale=tin={Transfer}:pin={Primaries ?? "bt2020"}:min={Matrix ?? "bt2020nc"}:t={Transfer}:p={Primaries ?? "bt2020"}:m={Matrix ?? "bt2020nc"},{ToneMapping}",
        ("bt709" or "bt2020-10" or "bt2020-12" or "iec61966-2-1", "bt2020" or "smpte432" or "smpte431") when Matrix is not null => "format=yuv444p10le,zscale=p=bt709:m=gbr,format=gbrp,",
        _ => string.Empty,
    };

    /// <summary>Asks FFmpeg's probe. Without one, films are of the usual kind.</summary>
    public static async Task<FilmColours> ReadAsync(string? probe, string film, int maxProcessorSeconds, CancellationToken cancellationToken)
    {
        if (probe is null)
            return Usual;
        var output = new byte[MaxOutput];
        var length = 0;
        await FfmpegRun.RunAsync(
            probe,
            film,
            [],
            ["-select_streams", "V:0", "-show_entries", "stream=color_transfer,color_primaries,color_space", "-of", "default=noprint_wrappers=1"],
            maxProcessorSeconds,
            async (stream, token) => length = await stream.ReadAtLeastAsync(output, MaxOutput, throwOnEndOfStream: false, token),
            cancellationToken);
        var lines = Encoding.ASCII.GetString(output, 0, length).Split('\n', StringSplitOptions.TrimEntries);
        return new FilmColours(Value(lines, "color_transfer="), Value(lines, "color_primaries="), Value(lines, "color_space="));
    }

    /// <summary>The names are FFmpeg's own, of few characters; any other is not passed on.</summary>
    private static string? Value(string[] lines, string name)
    {
        var value = Array.Find(lines, line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
        return value is null or "" or "unknown" or "reserved" || !value.All(character => char.IsAsciiLetterOrDigit(character) || character == '-') ? null : value;
    }
}
