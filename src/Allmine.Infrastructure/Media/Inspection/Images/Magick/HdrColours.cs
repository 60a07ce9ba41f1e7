using ImageMagick;

namespace Allmine.Infrastructure.Media.Inspection.Images.Magick;

/// <summary>
/// Makes the colours of a picture that is coded for bright screens (ITU-R BT.2100) those of sRGB, as films' pictures have it: white at 100 candela per
/// square metre, what is brighter made darker by one factor for red, green and blue, so that its hue stays.
/// </summary>
internal sealed class HdrColours
{
    private const double White = 100;

    /// <summary>That can be coded, and of the screen that HLG is made for.</summary>
    private const double BrightestPq = 10_000;
    private const double HlgScreen = 1000;

    /// <summary>The part of the range up to which light is shown as it is.</summary>
    private const double Kept = 0.8;

    private const int Levels = 4096;

    private static readonly byte[] Standard = [.. Enumerable.Range(0, Levels + 1).Select(level => (byte)Math.Round(255 * ToStandard(level / (double)Levels)))];

    private static readonly double[] FromBt2020 = [1.660491, -0.587641, -0.072850, -0.124550, 1.132900, -0.008349, -0.018151, -0.100579, 1.118730];
    private static readonly double[] FromP3 = [1.224940, -0.224940, 0, -0.042057, 1.042057, 0, -0.019638, -0.078636, 1.098274];
    private static readonly double[] AsTheyAre = [1, 0, 0, 0, 1, 0, 0, 0, 1];

    /// <summary>Of light, for each number of a channel; white is 1.</summary>
    private readonly double[] light;
    private readonly double[] matrix;

    /// <summary>Of Möbius' curve, as FFmpeg has it: the brightest light becomes 1.</summary>
    private readonly (double A, double B, double Scale) curve;

    private HdrColours(int primaries, bool isHlg)
    {
        matrix = primaries switch
        {
            9 => FromBt2020,
            11 or 12 => FromP3,
            _ => AsTheyAre,
        };
        curve = CurveOf((isHlg ? HlgScreen : BrightestPq) / White);
        light = [.. Enumerable.Range(0, 256).Select(number => isHlg ? OfHlg(number / 255.0) : OfPq(number / 255.0))];
    }

    /// <param name="primaries">By ITU-T H.273.</param>
    /// <param name="transfer">Likewise.</param>
    /// <returns>Null if the picture is not coded so.</returns>
    public static HdrColours? Of(int primaries, int transfer) => transfer is 16 or 18 ? new HdrColours(primaries, isHlg: transfer == 18) : null;

    /// <summary>In place, row by row.</summary>
    public void Convert(IMagickImage<byte> picture)
    {
        const int Colours = 3;
        var step = (int)picture.ChannelCount;
        if (step < Colours)
            return;
        using var pixels = picture.GetPixelsUnsafe();
        for (var y = 0; y < picture.Height; y++)
        {
            if (pixels.GetArea(0, y, picture.Width, 1) is not { } row)
                return;
            for (var at = 0; at + Colours <= row.Length; at += step)
                Convert(row.AsSpan(at, Colours));
            pixels.SetArea(0, y, picture.Width, 1, row);
        }
    }

    private void Convert(Span<byte> pixel)
    {
        var (red, green, blue) = (light[pixel[0]], light[pixel[1]], light[pixel[2]]);
        var (r, g, b) = (Mix(0), Mix(3), Mix(6));
        var most = Math.Max(r, Math.Max(g, b));
        var factor = most > Kept ? Darker(most) / most : 1;
        (pixel[0], pixel[1], pixel[2]) = (Number(r), Number(g), Number(b));

        double Mix(int at) => (matrix[at] * red) + (matrix[at + 1] * green) + (matrix[at + 2] * blue);

        byte Number(double linear) => Standard[(int)Math.Round(Math.Clamp(linear * factor, 0, 1) * Levels)];
    }

    private static (double A, double B, double Scale) CurveOf(double peak)
    {
        var a = -Kept * Kept * (peak - 1) / ((Kept * Kept) - (2 * Kept) + peak);
        var b = ((Kept * Kept) - (2 * Kept * peak) + peak) / (peak - 1);
        return (a, b, ((b * b) + (2 * b * Kept) + (Kept * Kept)) / (b - a));
    }

    private double Darker(double value) => curve.Scale * (value + curve.A) / (value + curve.B);

    /// <summary>SMPTE ST 2084.</summary>
    private static double OfPq(double number)
    {
        const double M1 = 2610 / 16384.0;
        const double M2 = 2523 / 32.0;
        const double C1 = 3424 / 4096.0;
        const double C2 = 2413 / 128.0;
        const double C3 = 2392 / 128.0;
        var power = Math.Pow(number, 1 / M2);
        return BrightestPq / White * Math.Pow(Math.Max(power - C1, 0) / (C2 - (C3 * power)), 1 / M1);
    }

    /// <summary>ARIB STD-B67, on a screen that makes each channel brighter by itself, as films' pictures have it (zimg), not the colour as a whole.</summary>
    private static double OfHlg(double number)
    {
        const double A = 0.17883277;
        const double B = 0.28466892;
        const double C = 0.55991073;
        const double Screen = 1.2;
        var scene = number <= 0.5 ? number * number / 3 : (Math.Exp((number - C) / A) + B) / 12;
        return HlgScreen / White * Math.Pow(scene, Screen);
    }

    private static double ToStandard(double linear) => linear <= 0.0031308 ? 12.92 * linear : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055;
}
