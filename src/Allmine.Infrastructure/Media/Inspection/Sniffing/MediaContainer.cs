namespace Allmine.Infrastructure.Media.Inspection.Sniffing;

/// <summary>How the bytes of a file are laid out: which reader understands them.</summary>
internal enum MediaContainer
{
    /// <summary>Nothing that is looked into.</summary>
    None,
    Jpeg,
    Png,
    WebP,
    Gif,

    /// <summary>HEIF with pictures coded by HEVC, or by what only a look at its items tells.</summary>
    Heic,

    /// <summary>HEIF with pictures coded by AV1.</summary>
    Avif,

    /// <summary>MP4, M4A, MOV, 3GP: boxes.</summary>
    IsoMedia,

    /// <summary>WebM and Matroska: EBML elements.</summary>
    Matroska,
    Ogg,

    /// <summary>MPEG audio frames, layer II or III.</summary>
    MpegAudio,

    /// <summary>AAC frames with ADTS headers.</summary>
    Adts,
    Wave,
    Flac,
    Amr,

    /// <summary>Of Apple's: chunks with sizes of 8 bytes.</summary>
    Caf,
    Aiff,
    Au,

    /// <summary>WMA and WMV: objects named by GUIDs.</summary>
    Asf,

    /// <summary>TIFF, BigTIFF, DNG: directories of tags.</summary>
    Tiff,

    /// <summary>Zip archives, and the documents and programs that are such.</summary>
    Zip,

    /// <summary>Compound files: documents of Microsoft's older programs.</summary>
    Compound,

    /// <summary>Words, and no markup.</summary>
    Text,
}
