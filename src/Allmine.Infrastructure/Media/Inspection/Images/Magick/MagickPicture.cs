using Allmine.Domain.Errors;
using ImageMagick;

namespace Allmine.Infrastructure.Media.Inspection.Images.Magick;

/// <summary>
/// A picture decoded by ImageMagick, for what SkiaSharp does not know. The format is always named: it never guesses, and so never starts anything
/// or reads any other file.
/// </summary>
internal sealed class MagickPicture : IDisposable
{
    private const uint RenditionQuality = 90;

    /// <summary>
    /// The most pixels of a rendition of which the encoder chooses the shortest codes: for that it keeps the whole picture once more, in up to 6 bytes a pixel. Without it
    /// the file is about a tenth longer.
    /// </summary>
    private const long MaxOptimizedPixels = 16_000_000;

    private readonly MagickImage image;

    private MagickPicture(MagickImage image) => this.image = image;

    /// <summary>Whether the program was published with the decoder for this machine.</summary>
    public static bool IsAvailable { get; } = Starts();

    /// <summary>As shown.</summary>
    public int Width => (int)image.Width;

    /// <summary>As shown.</summary>
    public int Height => (int)image.Height;

    /// <summary>Whether the encoder of the rendition takes its time, and memory, to make it short.</summary>
    public static bool IsOptimized(int width, int height) => (long)width * height <= MaxOptimizedPixels;

    /// <summary>The same picture with the colours of sRGB. A colour profile, where there is one, says more of them: then nothing is changed.</summary>
    public void Convert(HdrColours colours)
    {
        if (image.GetColorProfile() is not null)
            return;
        Flatten(image);
        colours.Convert(image);
    }

    /// <exception cref="RefusedException"><see cref="ErrorCode.MediaUnreadable"/>.</exception>
    /// <exception cref="InsufficientMemoryException">There is too little memory for it.</exception>
    public static MagickPicture Read(string path, PictureFormat format)
    {
        var image = new MagickImage();
        try
        {
            image.Read(path, new MagickReadSettings { Format = FormatOf(format) });
            return new MagickPicture(image);
        }
        catch (MagickException exception)
        {
            image.Dispose();
            throw IsOutOfMemory(exception) ? new InsufficientMemoryException(exception.Message) : new RefusedException(ErrorCode.MediaUnreadable);
        }
    }

    /// <summary>Whether the data of a JPEG end before its picture does.</summary>
    /// <exception cref="InsufficientMemoryException">There is too little memory to tell.</exception>
    public static bool LacksData(string path)
    {
        var isCut = false;
        using var image = new MagickImage();
        image.Warning += (_, warning) => isCut |= warning.Message.Contains("premature end", StringComparison.OrdinalIgnoreCase);
        try
        {
            image.Read(path, new MagickReadSettings { Format = MagickFormat.Jpeg });
            return isCut;
        }
        catch (MagickException exception)
        {
            if (IsOutOfMemory(exception))
                throw new InsufficientMemoryException(exception.Message);
            return true;
        }
    }

    /// <summary>A JPEG that looks the same, with its colour profile and nothing else beside the picture. The picture itself becomes it: a copy would take as much memory again.</summary>
    public void WriteRendition(Stream target)
    {
        Flatten(image);
        var profile = image.GetColorProfile();
        image.Strip();
        if (profile is not null)
            image.SetProfile(profile);
        image.Quality = RenditionQuality;
        image.Settings.SetDefine(MagickFormat.Jpeg, "optimize-coding", IsOptimized(Width, Height));
        image.Write(target, MagickFormat.Jpeg);
    }

    /// <summary>As <see cref="Thumbnail"/> has it. The picture is no more afterwards.</summary>
    public void WriteThumbnail(Stream target)
    {
        Flatten(image);
        var size = Thumbnail.SizeOf(Width, Height);
        image.Resize(new MagickGeometry((uint)size.Width, (uint)size.Height) { IgnoreAspectRatio = true });
        if (image.GetColorProfile() is not null)
            image.TransformColorSpace(ColorProfiles.SRGB);
        image.Strip();
        image.Quality = Thumbnail.JpegQuality;
        image.Write(target, MagickFormat.Jpeg);
    }

    public void Dispose() => image.Dispose();

    /// <summary>libheif's lack of memory is reported as if the picture were broken, and told by its words alone.</summary>
    internal static bool IsOutOfMemory(MagickException exception) =>
        exception is MagickResourceLimitErrorException
        || exception.Message.Contains(" bytes failed", StringComparison.Ordinal)
        || exception.Message.Contains("Out of memory", StringComparison.Ordinal);

    private static void Flatten(IMagickImage<byte> picture)
    {
        if (!picture.HasAlpha)
            return;
        picture.BackgroundColor = MagickColors.White;
        picture.Alpha(AlphaAction.Remove);
    }

    private static MagickFormat FormatOf(PictureFormat format) => format switch
    {
        PictureFormat.Avif => MagickFormat.Avif,
        PictureFormat.Heic => MagickFormat.Heic,
        _ => MagickFormat.Jpeg,
    };

    private static bool Starts()
    {
        try
        {
            // Pictures are kept in memory, which is bounded, and never on disk.
            ResourceLimits.Thread = 1;
            ResourceLimits.Disk = 0;
            return true;
        }
        catch (Exception exception) when (exception is TypeInitializationException or DllNotFoundException)
        {
            return false;
        }
    }
}
