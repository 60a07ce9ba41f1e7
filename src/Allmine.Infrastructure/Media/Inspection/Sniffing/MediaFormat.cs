using Allmine.Domain.Media;

namespace Allmine.Infrastructure.Media.Inspection.Sniffing;

/// <summary>A format that the bytes of a file were found to have.</summary>
/// <param name="Container">Which reader understands it.</param>
/// <param name="Kind">What the service calls such a file.</param>
/// <param name="ContentType">To serve it with.</param>
/// <param name="Extension">Of its key: lower case, without the dot, and of this format alone, so that it tells the content type.</param>
internal sealed record MediaFormat(MediaContainer Container, MediaKind Kind, string ContentType, string Extension)
{
    public static readonly MediaFormat Jpeg = new(MediaContainer.Jpeg, MediaKind.Image, "image/jpeg", "jpg");
    public static readonly MediaFormat Png = new(MediaContainer.Png, MediaKind.Image, "image/png", "png");
    public static readonly MediaFormat WebP = new(MediaContainer.WebP, MediaKind.Image, "image/webp", "webp");
    public static readonly MediaFormat Gif = new(MediaContainer.Gif, MediaKind.Image, "image/gif", "gif");
    public static readonly MediaFormat Heic = new(MediaContainer.Heic, MediaKind.Image, "image/heic", "heic");
    public static readonly MediaFormat Avif = new(MediaContainer.Avif, MediaKind.Image, "image/avif", "avif");
    public static readonly MediaFormat Mp4 = new(MediaContainer.IsoMedia, MediaKind.Video, "video/mp4", "mp4");
    public static readonly MediaFormat Mov = new(MediaContainer.IsoMedia, MediaKind.Video, "video/quicktime", "mov");
    public static readonly MediaFormat M4a = new(MediaContainer.IsoMedia, MediaKind.Audio, "audio/mp4", "m4a");
    public static readonly MediaFormat WebM = new(MediaContainer.Matroska, MediaKind.Video, "video/webm", "webm");
    public static readonly MediaFormat WebMAudio = new(MediaContainer.Matroska, MediaKind.Audio, "audio/webm", "weba");
    public static readonly MediaFormat Matroska = new(MediaContainer.Matroska, MediaKind.Video, "video/x-matroska", "mkv");
    public static readonly MediaFormat MatroskaAudio = new(MediaContainer.Matroska, MediaKind.Audio, "audio/x-matroska", "mka");
    public static readonly MediaFormat Ogg = new(MediaContainer.Ogg, MediaKind.Audio, "audio/ogg", "ogg");
    public static readonly MediaFormat OggVideo = new(MediaContainer.Ogg, MediaKind.Video, "video/ogg", "ogv");
    public static readonly MediaFormat Mp3 = new(MediaContainer.MpegAudio, MediaKind.Audio, "audio/mpeg", "mp3");
    public static readonly MediaFormat Aac = new(MediaContainer.Adts, MediaKind.Audio, "audio/aac", "aac");
    public static readonly MediaFormat Wave = new(MediaContainer.Wave, MediaKind.Audio, "audio/wav", "wav");
    public static readonly MediaFormat Flac = new(MediaContainer.Flac, MediaKind.Audio, "audio/flac", "flac");

    public static readonly MediaFormat Amr = new(MediaContainer.Amr, MediaKind.Audio, "audio/amr", "amr");
    public static readonly MediaFormat AmrWideband = new(MediaContainer.Amr, MediaKind.Audio, "audio/amr-wb", "awb");
    public static readonly MediaFormat Caf = new(MediaContainer.Caf, MediaKind.Audio, "audio/x-caf", "caf");
    public static readonly MediaFormat Aiff = new(MediaContainer.Aiff, MediaKind.Audio, "audio/aiff", "aiff");
    public static readonly MediaFormat Au = new(MediaContainer.Au, MediaKind.Audio, "audio/basic", "au");
    public static readonly MediaFormat Wma = new(MediaContainer.Asf, MediaKind.Audio, "audio/x-ms-wma", "wma");

    /// <summary>Its content type says nothing, so that browsers guess nothing either. What is known and neither picture nor film nor sound: SVG, HTML, playlists, archives …</summary>
    public static readonly MediaFormat File = new(MediaContainer.None, MediaKind.File, "application/octet-stream", "bin");

    /// <summary>What no format known here begins with. It may be anything, so that no name and no type is false.</summary>
    public static readonly MediaFormat Unknown = File with { Nature = null };

    // Pictures, films and sounds that the service neither checks nor measures: they are files, and honest ones.
    public static readonly MediaFormat OtherImage = File with { Nature = MediaKind.Image };
    public static readonly MediaFormat Tiff = OtherImage with { Container = MediaContainer.Tiff, ContentType = "image/tiff", Extension = "tif" };
    public static readonly MediaFormat OtherVideo = File with { Nature = MediaKind.Video };
    public static readonly MediaFormat Wmv = OtherVideo with { ContentType = "video/x-ms-wmv", Extension = "wmv" };
    public static readonly MediaFormat OtherAudio = File with { Nature = MediaKind.Audio };

    /// <summary>Of Microsoft, until its tracks have told whether it is a film, which is a file here, or mere sound.</summary>
    public static readonly MediaFormat Asf = Unknown with { Container = MediaContainer.Asf };

    /// <summary>Every picture, film and sound that is shown, and <see cref="File"/>. <see cref="FileFormats"/> has the others.</summary>
    public static IReadOnlyList<MediaFormat> All { get; } =
    [
        Jpeg, Png, WebP, Gif, Heic, Avif, Mp4, Mov, M4a, WebM, WebMAudio, Matroska, MatroskaAudio, Ogg, OggVideo, Mp3, Aac, Wave, Flac,
        Amr, AmrWideband, Caf, Aiff, Au, Wma, File,
    ];

    /// <summary>What the bytes are by their nature, which a name or declared type is compared with: of a HEIC photo, an image. Null if nobody knows.</summary>
    public MediaKind? Nature { get; private init; } = Kind;

    /// <summary>Whether the format holds films as well as mere sound, so that only its tracks tell which it is.</summary>
    public bool HoldsAudioOrVideo => Container is MediaContainer.IsoMedia or MediaContainer.Matroska or MediaContainer.Ogg or MediaContainer.Asf;

    /// <summary>One that the service does not show, of this nature and with a content type and an extension of its own.</summary>
    public MediaFormat ServedAs(string contentType, string extension) => this with { ContentType = contentType, Extension = extension };

    /// <summary>The same format, once its tracks have told whether it is a film or mere sound.</summary>
    public MediaFormat As(MediaKind? kind)
    {
        if (kind is null || kind == Kind || !HoldsAudioOrVideo)
            return this;
        return (Container, kind) switch
        {
            (MediaContainer.IsoMedia, MediaKind.Audio) => M4a,
            (MediaContainer.IsoMedia, _) => Mp4,
            (MediaContainer.Asf, MediaKind.Audio) => Wma,
            (MediaContainer.Asf, _) => Wmv,
            (MediaContainer.Ogg, MediaKind.Audio) => Ogg,
            (MediaContainer.Ogg, _) => OggVideo,
            (_, MediaKind.Audio) => this == Matroska ? MatroskaAudio : WebMAudio,
            _ => this == MatroskaAudio ? Matroska : WebM,
        };
    }
}
