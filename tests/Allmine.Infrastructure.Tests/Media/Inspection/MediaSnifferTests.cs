using System.Text;
using Allmine.Domain.Media;
using Allmine.Infrastructure.Media.Inspection;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Allmine.Infrastructure.Media.Inspection.Sniffing;

namespace Allmine.Infrastructure.Tests.Media.Inspection;

public sealed class MediaSnifferTests
{
    public static TheoryData<string, byte[], string> Formats => new()
    {
        { "JPEG", ImageFiles.Jpeg(), "image/jpeg" },
        { "PNG", ImageFiles.Png(), "image/png" },
        { "animated PNG", ImageFiles.AnimatedPng(), "image/png" },
        { "WebP", ImageFiles.WebP(), "image/webp" },
        { "GIF", ImageFiles.AnimatedGif(), "image/gif" },
        { "mp3", AudioFiles.Mp3(), "audio/mpeg" },
        { "mp3 after silence", [.. new byte[300], .. AudioFiles.Mp3()], "audio/mpeg" },
        { "mp3 of one frame", AudioFiles.Mp3(1), "audio/mpeg" },
        { "mp3 after a long tag", [.. AudioFiles.Id3(1_000_000), .. AudioFiles.Mp3()], "audio/mpeg" },
        { "mp3 after three tags", [.. AudioFiles.Id3(1), .. AudioFiles.Id3(2), .. AudioFiles.Id3(3), .. AudioFiles.Mp3()], "audio/mpeg" },
        { "adts", AudioFiles.Adts(), "audio/aac" },
        { "adts after a tag", [.. AudioFiles.Id3(50), .. AudioFiles.Adts()], "audio/aac" },
        { "wav", AudioFiles.Wave(), "audio/wav" },
        { "flac", AudioFiles.Flac(), "audio/flac" },
        { "opus", AudioFiles.Opus(), "audio/ogg" },
        { "vorbis", AudioFiles.Vorbis(), "audio/ogg" },
        { "theora", AudioFiles.Theora(), "video/ogg" },
        { "m4a", IsoFiles.Sound(), "audio/mp4" },
        { "mp4 with only sound", IsoFiles.Sound(brand: "mp42"), "audio/mp4" },
        { "m4a with pictures", IsoFiles.Film(brand: "M4A "), "video/mp4" },
        { "mp4", IsoFiles.Film(), "video/mp4" },
        { "fragmented mp4", IsoFiles.Fragmented(), "video/mp4" },
        { "mov", IsoFiles.Film(brand: "qt  "), "video/quicktime" },
        { "mov without a brand", IsoFiles.Film()[20..], "video/quicktime" },
        { "webm", MatroskaFiles.Make(), "video/webm" },
        { "webm with only sound", MatroskaFiles.Make(hasVideo: false), "audio/webm" },
        { "matroska", MatroskaFiles.Make(type: "matroska"), "video/x-matroska" },
        { "matroska with only sound", MatroskaFiles.Make(type: "matroska", hasVideo: false), "audio/x-matroska" },
        { "EBML of another type", MatroskaFiles.Make(type: "other"), "application/octet-stream" },
        { "RIFF of another type", [.. "RIFF\0\0\0\0ACON"u8, .. new byte[50]], "application/octet-stream" },
        { "SVG", Text("<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"), "application/octet-stream" },
        { "HTML", Text("<!DOCTYPE html><script>1</script>"), "application/octet-stream" },
        { "HTML after a tag", [.. AudioFiles.Id3(20), .. Text("<!DOCTYPE html><script>1</script>")], "application/octet-stream" },
        { "a picture after a tag", [.. AudioFiles.Id3(20), .. ImageFiles.Png()], "application/octet-stream" },
        { "a tag that claims more than the file", AudioFiles.Id3(20, claimed: 0xFFFFFFF), "application/octet-stream" },
        { "a tag and nothing else", AudioFiles.Id3(20), "application/octet-stream" },
        { "a playlist", Text("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n"), "application/octet-stream" },
        { "a concat script", Text("ffconcat version 1.0\nfile /etc/passwd\n"), "application/octet-stream" },
        { "a text that begins like a film", Text("The wide screen, the moov and the mdat"), "application/octet-stream" },
        { "a text in UTF-16", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("Hello, this is text")], "application/octet-stream" },
        { "one frame that is not followed by another", [.. AudioFiles.Mp3(1), .. Text("<script>")], "application/octet-stream" },
        { "adts cut amid a frame", AudioFiles.Adts()[123..], "audio/aac" },
        { "mp3 cut amid a frame", AudioFiles.Mp3()[123..], "audio/mpeg" },
        { "frames behind a text", [.. Text("<script>"), .. AudioFiles.Mp3()], "application/octet-stream" },
        { "frames before something else", [.. new byte[] { 1, 2, 3 }, .. AudioFiles.Adts(10), .. new byte[20000]], "application/octet-stream" },
        { "amr", OtherSounds.Amr(), "audio/amr" },
        { "amr, wideband", OtherSounds.AmrWideband(), "audio/amr-wb" },
        { "caf", OtherSounds.Caf(), "audio/x-caf" },
        { "aiff", OtherSounds.Aiff(), "audio/aiff" },
        { "aifc", OtherSounds.Aiff(codec: "sowt"), "audio/aiff" },
        { "au", OtherSounds.Au(), "audio/basic" },
        { "rifx", OtherSounds.Rifx(), "audio/wav" },
        { "wma", OtherSounds.Asf(), "audio/x-ms-wma" },
        { "wmv", OtherSounds.Asf(hasFilm: true), "video/x-ms-wmv" },
        { "an audiobook with pictures of its chapters", IsoFiles.Audiobook(), "audio/mp4" },
        { "zip", [.. "PK\u0003\u0004"u8, .. AudioFiles.Mp3()], "application/zip" },
        { "pdf", Text("%PDF-1.7"), "application/pdf" },
        { "heic", IsoFiles.FileType("heic"), "image/heic" },
        { "avif", IsoFiles.FileType("avif"), "image/avif" },
        { "zeros", new byte[100_000], "application/octet-stream" },
        { "one byte", [0xFF], "application/octet-stream" },
        { "nothing", [], "application/octet-stream" },
    };

    [Theory]
    [MemberData(nameof(Formats), DisableDiscoveryEnumeration = true)]
    public void Sniff_WhenAFileIsThere_ThenItsBytesTellTheFormat(string name, byte[] file, string contentType)
    {
        using var stream = new MemoryStream(file);
        var reader = new BoundedReader(stream);
        var format = MediaSniffer.Sniff(reader);

        Assert.Equal((name, contentType), (name, format.As(MediaMeasurer.Measure(reader, format).Kind).ContentType));
    }

    [Theory]
    [MemberData(nameof(Formats), DisableDiscoveryEnumeration = true)]
    public void Sniff_WhenOnlyTheBeginningIsThere_ThenTheLimitIsNotBelowThatOfTheWhole(string name, byte[] file, string contentType)
    {
        var limits = new MediaLimits();
        var early = MediaSniffer.Sniff(file.AsSpan(0, Math.Min(file.Length, MediaSniffer.PrefixLength)));
        var kind = MediaFormat.All.Concat(FileFormats.All).First(format => format.ContentType == contentType).Kind;

        // A tag is believed at first: what is no sound behind it may be refused as too long for one.
        if (!file.AsSpan().StartsWith("ID3"u8))
            Assert.True(limits.MaxBytesOf(early) >= limits.MaxBytesOf(kind), name);
        else
            Assert.Equal(MediaKind.Audio, early.Kind);
    }

    /// <summary>What names and types are compared with.</summary>
    [Theory]
    [InlineData("II*\0", MediaKind.Image)]
    [InlineData("MM\0+\0\b\0\0", MediaKind.Image)]
    [InlineData("\u00FFO\u00FFQ\0)", MediaKind.Image)]
    [InlineData("\0\0\0\u0018ftypmif2\0\0\0\0", MediaKind.Image)]
    [InlineData("\0\0\0\u0018ftypmif3\0\0\0\0", MediaKind.Image)]
    [InlineData("wvpk\u0001\u0002", MediaKind.Audio)]
    [InlineData("MAC \u0096\u000F", MediaKind.Audio)]
    [InlineData("TTA1\u0001\0", MediaKind.Audio)]
    [InlineData("FLV\u0001\u0005", MediaKind.Video)]
    [InlineData("\u000Bw\u00A1\u00B2\u0014@C", null)]
    [InlineData("\u00F5\u00A3K\u0091", null)]
    [InlineData("P6 640 480 255\n", null)]
    [InlineData("just words", MediaKind.File)]
    [InlineData("%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3", MediaKind.File)]
    [InlineData("  \n<svg xmlns=''/>", MediaKind.File)]
    [InlineData("\u00EF\u00BB\u00BF<?xml version='1.0'?>", MediaKind.File)]
    [InlineData("\u00FF\u00FE<\0h\0t\0m\0l\0>\0", MediaKind.File)]
    [InlineData("<!doctype html><p>\u00FF\u00FE", MediaKind.File)]
    [InlineData("\u001F\u008B\b\0\u0001", MediaKind.File)]
    [InlineData("7z\u00BC\u00AF'\u001C\0", MediaKind.File)]
    public void Sniff_WhenAFormatIsNoneOfOurs_ThenItsNatureIsKnownOrNot(string beginning, MediaKind? nature)
    {
        // An early sight of a longer file.
        Assert.Equal(nature, MediaSniffer.Sniff(Encoding.Latin1.GetBytes(beginning)).Nature);
    }

    [Fact]
    public void All_WhenAnExtensionIsKnown_ThenItIsOfOneFormat()
    {
        List<MediaFormat> all = [.. MediaFormat.All, .. FileFormats.All];
        Assert.Equal(all.Count, all.Select(format => format.Extension).Distinct().Count());
        Assert.All(all, format => Assert.Matches("^[a-z0-9]{1,16}$", format.Extension));
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
