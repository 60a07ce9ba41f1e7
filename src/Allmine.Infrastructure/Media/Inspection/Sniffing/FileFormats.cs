namespace Allmine.Infrastructure.Media.Inspection.Sniffing;

/// <summary>
/// The formats that are known and not shown, with the content types that they are served with, always to be saved. What is an archive, a compound file, a
/// text or a TIFF by its bytes may be many things, of which its name tells one. Markup has none of these types, whatever its name.
/// </summary>
internal static class FileFormats
{
    public static readonly MediaFormat Pdf = MediaFormat.File.ServedAs("application/pdf", "pdf");
    public static readonly MediaFormat Rtf = MediaFormat.File.ServedAs("application/rtf", "rtf");
    public static readonly MediaFormat PostScript = MediaFormat.File.ServedAs("application/postscript", "ps");
    public static readonly MediaFormat Zip = MediaFormat.File.ServedAs("application/zip", "zip") with { Container = MediaContainer.Zip };
    public static readonly MediaFormat SevenZip = MediaFormat.File.ServedAs("application/x-7z-compressed", "7z");
    public static readonly MediaFormat Rar = MediaFormat.File.ServedAs("application/vnd.rar", "rar");
    public static readonly MediaFormat Gzip = MediaFormat.File.ServedAs("application/gzip", "gz");
    public static readonly MediaFormat Bzip2 = MediaFormat.File.ServedAs("application/x-bzip2", "bz2");
    public static readonly MediaFormat Xz = MediaFormat.File.ServedAs("application/x-xz", "xz");
    public static readonly MediaFormat Zstandard = MediaFormat.File.ServedAs("application/zstd", "zst");
    public static readonly MediaFormat Tar = MediaFormat.File.ServedAs("application/x-tar", "tar");

    /// <summary>Whose type only the name may tell.</summary>
    public static readonly MediaFormat Compound = MediaFormat.File with { Container = MediaContainer.Compound };

    /// <inheritdoc cref="Compound"/>
    public static readonly MediaFormat Text = MediaFormat.File with { Container = MediaContainer.Text };

    public static readonly MediaFormat Bmp = MediaFormat.OtherImage.ServedAs("image/bmp", "bmp");
    public static readonly MediaFormat Icon = MediaFormat.OtherImage.ServedAs("image/vnd.microsoft.icon", "ico");
    public static readonly MediaFormat Psd = MediaFormat.OtherImage.ServedAs("image/vnd.adobe.photoshop", "psd");
    public static readonly MediaFormat JpegXl = MediaFormat.OtherImage.ServedAs("image/jxl", "jxl");
    public static readonly MediaFormat Jpeg2000 = MediaFormat.OtherImage.ServedAs("image/jp2", "jp2");
    public static readonly MediaFormat Avi = MediaFormat.OtherVideo.ServedAs("video/x-msvideo", "avi");
    public static readonly MediaFormat Flv = MediaFormat.OtherVideo.ServedAs("video/x-flv", "flv");
    public static readonly MediaFormat Mpeg = MediaFormat.OtherVideo.ServedAs("video/mpeg", "mpg");
    public static readonly MediaFormat TransportStream = MediaFormat.OtherVideo.ServedAs("video/mp2t", "ts");
    public static readonly MediaFormat Midi = MediaFormat.OtherAudio.ServedAs("audio/midi", "mid");
    public static readonly MediaFormat MonkeysAudio = MediaFormat.OtherAudio.ServedAs("audio/x-ape", "ape");
    public static readonly MediaFormat WavPack = MediaFormat.OtherAudio.ServedAs("audio/x-wavpack", "wv");
    public static readonly MediaFormat Musepack = MediaFormat.OtherAudio.ServedAs("audio/x-musepack", "mpc");

    private const string OfficeOpenXml = "application/vnd.openxmlformats-officedocument.";
    private const string OpenDocument = "application/vnd.oasis.opendocument.";

    private static readonly (MediaFormat Bytes, string Extension, string ContentType)[] Named =
    [
        (Zip, "docx", OfficeOpenXml + "wordprocessingml.document"),
        (Zip, "dotx", OfficeOpenXml + "wordprocessingml.template"),
        (Zip, "xlsx", OfficeOpenXml + "spreadsheetml.sheet"),
        (Zip, "pptx", OfficeOpenXml + "presentationml.presentation"),
        (Zip, "ppsx", OfficeOpenXml + "presentationml.slideshow"),
        (Zip, "docm", "application/vnd.ms-word.document.macroenabled.12"),
        (Zip, "xlsm", "application/vnd.ms-excel.sheet.macroenabled.12"),
        (Zip, "xlsb", "application/vnd.ms-excel.sheet.binary.macroenabled.12"),
        (Zip, "odt", OpenDocument + "text"),
        (Zip, "ods", OpenDocument + "spreadsheet"),
        (Zip, "odp", OpenDocument + "presentation"),
        (Zip, "odg", OpenDocument + "graphics"),
        (Zip, "epub", "application/epub+zip"),
        (Zip, "pages", "application/vnd.apple.pages"),
        (Zip, "numbers", "application/vnd.apple.numbers"),
        (Zip, "key", "application/vnd.apple.keynote"),
        (Zip, "pkpass", "application/vnd.apple.pkpass"),
        (Zip, "apk", "application/vnd.android.package-archive"),
        (Zip, "jar", "application/java-archive"),
        (Zip, "kmz", "application/vnd.google-earth.kmz"),
        (Compound, "doc", "application/msword"),
        (Compound, "xls", "application/vnd.ms-excel"),
        (Compound, "ppt", "application/vnd.ms-powerpoint"),
        (Compound, "pps", "application/vnd.ms-powerpoint"),
        (Compound, "msg", "application/vnd.ms-outlook"),
        (Compound, "vsd", "application/vnd.visio"),
        (Text, "txt", "text/plain"),
        (Text, "log", "text/plain"),
        (Text, "csv", "text/csv"),
        (Text, "tsv", "text/tab-separated-values"),
        (Text, "md", "text/markdown"),
        (Text, "json", "application/json"),
        (Text, "yaml", "application/yaml"),
        (Text, "ics", "text/calendar"),
        (Text, "vcf", "text/vcard"),
        (Text, "eml", "message/rfc822"),
        (Text, "srt", "application/x-subrip"),
        (Text, "vtt", "text/vtt"),
        (MediaFormat.Tiff, "dng", "image/x-adobe-dng"),
        (MediaFormat.Tiff, "cr2", "image/x-canon-cr2"),
        (MediaFormat.Tiff, "nef", "image/x-nikon-nef"),
        (MediaFormat.Tiff, "arw", "image/x-sony-arw"),
    ];

    private static readonly Dictionary<(MediaContainer Bytes, string Extension), MediaFormat> ByName =
        Named.ToDictionary(row => (row.Bytes.Container, row.Extension), row => row.Bytes.ServedAs(row.ContentType, row.Extension));

    /// <summary>Each with an extension of its own.</summary>
    public static IReadOnlyList<MediaFormat> All { get; } =
    [
        Pdf, Rtf, PostScript, Zip, SevenZip, Rar, Gzip, Bzip2, Xz, Zstandard, Tar, MediaFormat.Tiff, Bmp, Icon, Psd, JpegXl, Jpeg2000, MediaFormat.Wmv, Avi, Flv,
        Mpeg, TransportStream, Midi, MonkeysAudio, WavPack, Musepack, .. ByName.Values,
    ];

    /// <summary>The format that the name makes of what was found in the bytes; that itself if the name says nothing, or what can't be.</summary>
    public static MediaFormat Of(MediaFormat found, string? fileName)
    {
        var extension = Path.GetExtension(FileNames.Clean(fileName)).TrimStart('.').ToLowerInvariant();
        // Texts in encodings other than UTF-8 have nothing that shows them to be such.
        var container = found == MediaFormat.Unknown ? MediaContainer.Text : found.Container;
        return ByName.TryGetValue((container, extension), out var named) ? found.ServedAs(named.ContentType, named.Extension) : found;
    }
}
