using Allmine.Domain.Media;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Allmine.Infrastructure.Media.Inspection.Sniffing;

namespace Allmine.Infrastructure.Tests.Media.Inspection;

public sealed class MediaMeasurerTests
{
    public static TheoryData<string, byte[], MediaKind, double?, int?, int?> True => new()
    {
        { "mp4", IsoFiles.Film(), MediaKind.Video, 2.5, 640, 360 },
        { "mp4, version 1", IsoFiles.Film(version: 1), MediaKind.Video, 2.5, 640, 360 },
        { "mp4, index at the end", IsoFiles.Film(indexLast: true), MediaKind.Video, 2.5, 640, 360 },
        { "mp4, upright by 90", IsoFiles.Film(turn: 90), MediaKind.Video, 2.5, 360, 640 },
        { "mp4, upside down", IsoFiles.Film(turn: 180), MediaKind.Video, 2.5, 640, 360 },
        { "mp4, upright by 270, version 1", IsoFiles.Film(turn: 270, version: 1), MediaKind.Video, 2.5, 360, 640 },
        { "mov", IsoFiles.Film(brand: "qt  "), MediaKind.Video, 2.5, 640, 360 },
        { "mp4 that is but its index", IsoFiles.Film(samples: 7), MediaKind.Video, 0.233, 640, 360 },
        { "m4a", IsoFiles.Sound(), MediaKind.Audio, 1.997, null, null },
        { "mp4 with only sound", IsoFiles.Sound(brand: "isom"), MediaKind.Audio, 1.997, null, null },
        { "fragmented mp4, by sample", IsoFiles.Fragmented(told: "sample"), MediaKind.Video, 1.667, 640, 360 },
        { "fragmented mp4, by fragment", IsoFiles.Fragmented(told: "fragment"), MediaKind.Video, 1.667, 640, 360 },
        { "fragmented mp4, by file", IsoFiles.Fragmented(told: "file"), MediaKind.Video, 1.667, 640, 360 },
        { "webm", MatroskaFiles.Make(claimed: 4000), MediaKind.Video, 4.0, 854, 478 },
        { "webm without a duration", MatroskaFiles.Make(), MediaKind.Video, 4.0, 854, 478 },
        { "webm as browsers record it", MatroskaFiles.Make(isSized: false), MediaKind.Video, 4.0, 854, 478 },
        { "webm in groups", MatroskaFiles.Make(inGroups: true), MediaKind.Video, 4.02, 854, 478 },
        { "webm with only sound", MatroskaFiles.Make(hasVideo: false, isSized: false), MediaKind.Audio, 4.0, null, null },
        { "webm without blocks", MatroskaFiles.Make(blocks: 0, claimed: 1234.5), MediaKind.Video, 1.235, 854, 478 },
        { "matroska", MatroskaFiles.Make(type: "matroska"), MediaKind.Video, 4.0, 854, 478 },
        { "mp3", AudioFiles.Mp3(), MediaKind.Audio, 2.612, null, null },
        { "mp3, variable", AudioFiles.Mp3(variable: true, tag: "Xing", claimedFrames: 100), MediaKind.Audio, 2.612, null, null },
        { "mp3, VBRI", AudioFiles.Mp3(variable: true, tag: "VBRI", claimedFrames: 100), MediaKind.Audio, 2.612, null, null },
        { "mp3 between tags", [.. AudioFiles.Id3(70000), .. AudioFiles.Mp3(tag: "Info", claimedFrames: 100), .. AudioFiles.Id3v1()], MediaKind.Audio, 2.612, null, null },
        { "mp3 after a tag that ends on it", [.. AudioFiles.Id3(0), .. AudioFiles.Mp3()], MediaKind.Audio, 2.612, null, null },
        { "mp3 with rubbish in the middle", [.. AudioFiles.Mp3(50), .. new byte[999], .. AudioFiles.Mp3(50)], MediaKind.Audio, 2.612, null, null },
        { "adts", AudioFiles.Adts(), MediaKind.Audio, 2.133, null, null },
        { "adts after a tag", [.. AudioFiles.Id3(100), .. AudioFiles.Adts()], MediaKind.Audio, 2.133, null, null },
        { "wav", AudioFiles.Wave(), MediaKind.Audio, 1.5, null, null },
        { "flac", AudioFiles.Flac(), MediaKind.Audio, 2.0, null, null },
        { "flac after a tag", [.. AudioFiles.Id3(100), .. AudioFiles.Flac()], MediaKind.Audio, 2.0, null, null },
        { "opus", AudioFiles.Opus(), MediaKind.Audio, 1.994, null, null },
        { "opus cut from a longer one", AudioFiles.Opus(start: 48_000_000), MediaKind.Audio, 1.994, null, null },
        { "opus after opus", [.. AudioFiles.Opus(), .. AudioFiles.Opus(serial: 8)], MediaKind.Audio, 3.987, null, null },
        { "vorbis", AudioFiles.Vorbis(), MediaKind.Audio, 1.5, null, null },
        { "theora", AudioFiles.Theora(), MediaKind.Video, 2.0, 320, 240 },
        { "adts cut amid a frame", AudioFiles.Adts()[123..], MediaKind.Audio, 2.112, null, null },
        { "mp3 cut amid a frame", AudioFiles.Mp3()[123..], MediaKind.Audio, 2.586, null, null },
        { "amr", OtherSounds.Amr(), MediaKind.Audio, 2.0, null, null },
        { "amr, wideband", OtherSounds.AmrWideband(), MediaKind.Audio, 2.0, null, null },
        { "amr cut short", OtherSounds.Amr()[..^5], MediaKind.Audio, 1.98, null, null },
        { "caf", OtherSounds.Caf(), MediaKind.Audio, 1.5, null, null },
        { "caf that is being recorded", OtherSounds.Caf(isOpen: true), MediaKind.Audio, 1.5, null, null },
        { "caf in packets", OtherSounds.PackedCaf(), MediaKind.Audio, 1.988, null, null },
        { "aiff", OtherSounds.Aiff(), MediaKind.Audio, 1.5, null, null },
        { "aifc", OtherSounds.Aiff(codec: "sowt"), MediaKind.Audio, 1.5, null, null },
        { "au", OtherSounds.Au(), MediaKind.Audio, 1.5, null, null },
        { "rifx", OtherSounds.Rifx(), MediaKind.Audio, 1.5, null, null },
        { "wma", OtherSounds.Asf(), MediaKind.Audio, 5.0, null, null },
        { "an audiobook with pictures of its chapters", IsoFiles.Audiobook(), MediaKind.Audio, 1.997, null, null },
        { "mp4 with pixels that are not square", IsoFiles.Anamorphic(64, 45), MediaKind.Video, 2.5, 910, 360 },
        { "webm with pixels that are not square", MatroskaFiles.Make(display: (1024, 478)), MediaKind.Video, 4.0, 1024, 478 },
        { "webm whose display is a ratio", MatroskaFiles.Make(display: (4, 3)), MediaKind.Video, 4.0, 637, 478 },
    };

    public static TheoryData<string, byte[], double?> Lies => new()
    {
        { "mp4 that claims 0", IsoFiles.Film(claimedTicks: 0), 2.5 },
        { "mp4 that claims for ever", IsoFiles.Film(claimedTicks: 600_000_000_000_000, version: 1), 2.5 },
        { "mp4 that claims to know nothing", IsoFiles.Film(claimedTicks: ulong.MaxValue, version: 1), 2.5 },
        { "mp4 whose table runs for ever, but not its samples", Mp4(IsoFiles.VideoTrack(uint.MaxValue, sizes: 75)), 2.5 },
        { "mp4 with more samples than bytes", Mp4(IsoFiles.VideoTrack(uint.MaxValue, sizes: uint.MaxValue)), null },
        { "mp4 with samples of no time", Mp4(SoundTrack(10, ticks: 0)), null },
        { "mp4 with samples of a hundred years", Mp4(SoundTrack(10, ticks: uint.MaxValue, timescale: 1)), null },
        { "mp4 with a timescale of 0", Mp4(SoundTrack(10, ticks: 10, timescale: 0)), null },
        { "mp4 with an edit longer than the film", Mp4(SoundTrack(10, 100, 100, IsoFiles.Edits((uint.MaxValue, 0)))), 10.0 },
        { "mp4 with an edit that shows the middle", Mp4(SoundTrack(10, 100, 100, IsoFiles.Edits((2400, 100)))), 4.0 },
        { "mp4 with an edit for all but the beginning", Mp4(SoundTrack(10, 100, 100, IsoFiles.Edits((0, 100)))), 9.0 },
        { "mp4 that is claims alone", [.. IsoFiles.FileType("isom"), .. IsoFiles.Movie(IsoFiles.MovieHeader(0, 1200))], 2.0 },
        { "mp4 that is one great claim", [.. IsoFiles.FileType("isom"), .. IsoFiles.Movie(IsoFiles.MovieHeader(1, ulong.MaxValue - 1))], null },
        { "fragmented mp4 that claims for ever", IsoFiles.Fragmented(claimedTicks: 4_000_000_000), 1.667 },
        { "webm that claims for ever", MatroskaFiles.Make(claimed: 1e15), 4.0 },
        { "webm that claims 0", MatroskaFiles.Make(claimed: 0), 4.0 },
        { "webm that claims nonsense", MatroskaFiles.Make(claimed: double.NaN), 4.0 },
        { "webm that claims less than nothing", MatroskaFiles.Make(claimed: -5), 4.0 },
        { "webm that claims an hour", MatroskaFiles.Make(claimed: 3_600_000), 4.0 },
        { "webm that is one great claim", MatroskaFiles.Make(blocks: 0, claimed: 1e15), null },
        { "mp3 that claims a billion frames", AudioFiles.Mp3(tag: "Xing", claimedFrames: 1_000_000_000), 2.612 },
        { "mp3 that claims no frames", AudioFiles.Mp3(tag: "Xing", claimedFrames: 0), 2.612 },
        { "wav of no told length", AudioFiles.Wave(claimedSound: 0), 1.5 },
        { "wav of the greatest length", AudioFiles.Wave(claimedSound: uint.MaxValue, claimedFile: uint.MaxValue), 1.5 },
        { "wav that claims more than there is", AudioFiles.Wave(claimedSound: 4_000_000_000, claimedFile: 0), 1.5 },
        { "flac that does not know", AudioFiles.Flac(samples: 0), null },
        { "flac that claims the most", AudioFiles.Flac(samples: 0xF_FFFF_FFFF), null },
        { "flac without a rate", AudioFiles.Flac(rate: 0), null },
        { "vorbis that claims for ever", AudioFiles.Vorbis(samples: long.MaxValue), null },
        { "vorbis without a rate", AudioFiles.Vorbis(rate: 0), null },
        { "caf that claims more packets than it has", OtherSounds.PackedCaf(claimedPackets: 1_000_000, claimedFrames: 1_000_000), null },
        { "caf that claims more frames than its packets have", OtherSounds.PackedCaf(claimedFrames: 1_000_000), null },
        { "aiff that claims more than there is", OtherSounds.Aiff(claimed: uint.MaxValue), 1.5 },
        { "au of no told length", OtherSounds.Au(claimed: uint.MaxValue), 1.5 },
        { "wma that claims an hour", OtherSounds.Asf(claimedSeconds: 3600), 5.0 },
        { "wma without sound", OtherSounds.Asf(packets: 0), null },
        { "vorbis that never begins", AudioFiles.Vorbis(samples: 0), null },
    };

    [Theory]
    [MemberData(nameof(True), DisableDiscoveryEnumeration = true)]
    public void Measure_WhenTheFileIsHonest_ThenFindsTheTrueValues(string name, byte[] file, MediaKind kind, double? duration, int? width, int? height)
    {
        var measures = Measure(file);

        Assert.Equal((name, new MediaMeasures(kind, duration, width, height)), (name, measures));
    }

    [Theory]
    [MemberData(nameof(Lies), DisableDiscoveryEnumeration = true)]
    public void Measure_WhenTheFileLies_ThenMeasuresOrKnowsNothing(string name, byte[] file, double? duration)
    {
        Assert.Equal((name, duration), (name, Measure(file).Duration));
    }

    [Fact]
    public void Measure_WhenABoxClaimsMoreThanTheFile_ThenReadsWhatIsThere()
    {
        var film = IsoFiles.Film(indexLast: true);
        var data = film.AsSpan().IndexOf("mdat"u8) - 4;

        foreach (var size in (byte[][])[[0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 7], [0, 0, 0, 1]])
        {
            size.CopyTo(film, data);
            Assert.Equal(MediaMeasures.Unknown, Measure(film));
        }
    }

    [Fact]
    public void Measure_WhenBoxesAreNestedWithoutEnd_ThenStops()
    {
        var box = new byte[8];
        for (var i = 0; i < 5000; i++)
            box = IsoFiles.Box("moov", box);

        Assert.Equal(MediaMeasures.Unknown, Measure([.. IsoFiles.FileType("isom"), .. box]));
    }

    [Fact]
    public void Measure_WhenThereIsNothingButEmptyElements_ThenStopsInTime()
    {
        byte[] file = [.. MatroskaFiles.Head("webm"), .. MatroskaFiles.Open(0x18538067, [.. Enumerable.Repeat((byte[])[0xEC, 0x80], 3_000_000).SelectMany(element => element)])];

        Assert.Equal(MediaMeasures.Unknown, Measure(file));
    }

    [Fact]
    public void Measure_WhenThereAreMoreFramesThanReads_ThenReckonsTheRest()
    {
        const int Frames = BoundedReader.MaxReads + 500_000;
        byte[] frame = [0xFF, 0xF1, 0x4C, 0x80, 0x01, 0x1F, 0xFC, 0x00];
        var file = new byte[Frames * frame.Length];
        for (var i = 0; i < Frames; i++)
            frame.CopyTo(file, i * frame.Length);

        Assert.Equal(Frames * (1024 / 48000.0), Measure(file).Duration!.Value, tolerance: 1);
    }

    private static byte[] Mp4(byte[] track) => [.. IsoFiles.FileType("isom"), .. IsoFiles.Movie(IsoFiles.MovieHeader(0, 1), track)];

    private static byte[] SoundTrack(uint samples, uint ticks, uint timescale = 44100, byte[]? edits = null) => IsoFiles.Track(
        IsoFiles.Header(0, 0, 0, 0), "soun", 0, timescale, 1, IsoFiles.SampleTable("mp4a", samples, ticks, samples, 1), edits);

    private static MediaMeasures Measure(byte[] file)
    {
        using var stream = new MemoryStream(file);
        var reader = new BoundedReader(stream);
        return MediaMeasurer.Measure(reader, MediaSniffer.Sniff(reader));
    }
}
