using Allmine.Infrastructure.Media.Inspection.Containers.Aiff;
using Allmine.Infrastructure.Media.Inspection.Containers.Amr;
using Allmine.Infrastructure.Media.Inspection.Containers.Asf;
using Allmine.Infrastructure.Media.Inspection.Containers.Au;
using Allmine.Infrastructure.Media.Inspection.Containers.Caf;
using Allmine.Infrastructure.Media.Inspection.Containers.Flac;
using Allmine.Infrastructure.Media.Inspection.Containers.IsoMedia;
using Allmine.Infrastructure.Media.Inspection.Containers.Matroska;
using Allmine.Infrastructure.Media.Inspection.Containers.Mpeg;
using Allmine.Infrastructure.Media.Inspection.Containers.Ogg;
using Allmine.Infrastructure.Media.Inspection.Containers.Wave;
using Allmine.Infrastructure.Media.Inspection.Sniffing;

namespace Allmine.Infrastructure.Media.Inspection.Measuring;

/// <summary>
/// Measures films and sounds by their headers. It holds a window of <see cref="BoundedReader.WindowSize"/> bytes, goes
/// forward through the file, and believes no length that the file itself does not bear out: what can't be measured is null.
/// </summary>
internal static class MediaMeasurer
{
    public static MediaMeasures Measure(BoundedReader reader, MediaFormat format)
    {
        var measures = Read(reader, format.Container);
        // Half a walk makes half a duration; only frames of sound let the rest be reckoned.
        var isWhole = !reader.IsExhausted || format.Container is MediaContainer.MpegAudio or MediaContainer.Adts;
        return isWhole ? measures : measures with { Duration = null };
    }

    private static MediaMeasures Read(BoundedReader reader, MediaContainer container) => container switch
    {
        MediaContainer.IsoMedia => IsoMediaReader.Measure(reader),
        MediaContainer.Matroska => MatroskaReader.Measure(reader),
        MediaContainer.Ogg => OggReader.Measure(reader),
        MediaContainer.MpegAudio => MpegAudioReader.Measure(reader),
        MediaContainer.Adts => AdtsReader.Measure(reader),
        MediaContainer.Wave => WaveReader.Measure(reader),
        MediaContainer.Flac => FlacReader.Measure(reader),
        MediaContainer.Amr => AmrReader.Measure(reader),
        MediaContainer.Caf => CafReader.Measure(reader),
        MediaContainer.Aiff => AiffReader.Measure(reader),
        MediaContainer.Au => AuReader.Measure(reader),
        MediaContainer.Asf => AsfReader.Measure(reader),
        _ => MediaMeasures.Unknown,
    };
}
