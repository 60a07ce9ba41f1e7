namespace Allmine.Infrastructure.Media.Inspection.Containers.Ogg;

/// <summary>What an Ogg stream carries, as far as it matters for measuring.</summary>
internal enum OggCodec
{
    /// <summary>Neither sound nor picture, or none that is known.</summary>
    Unknown,
    Opus,

    /// <summary>Pictures.</summary>
    Theora,

    /// <summary>Sound whose positions count samples from 0: Vorbis, FLAC, Speex.</summary>
    Other,
}
