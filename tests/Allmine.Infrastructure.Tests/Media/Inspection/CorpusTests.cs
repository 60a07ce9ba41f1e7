using System.Diagnostics;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media.Inspection;
using Xunit.Abstractions;

namespace Allmine.Infrastructure.Tests.Media.Inspection;

/// <summary>Every format, cut and damaged at random: inspecting it ends in time, within its memory, and with a refusal at worst.</summary>
public sealed class CorpusTests(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 20260115;
    private const int Cuts = 50;
    private const int Flips = 200;

    /// <summary>Managed memory in all that one inspection of these small files may take: the window, buffers, and what an APNG is taken apart into.</summary>
    private const long MaxAllocated = 1024 * 1024;

    /// <summary>Damage makes small pictures large; that these end in time is no matter of the format but of the machine.</summary>
    private static readonly MediaLimits Limits = new() { MaxImagePixels = 2_000_000 };

    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    private readonly WorkFolder folder = new();

    public static TheoryData<string, byte[]> Files => new()
    {
        { "JPEG", ImageFiles.JpegWithMetadata(1) },
        { "turned JPEG", ImageFiles.JpegWithMetadata(6) },
        { "PNG", ImageFiles.PngWithMetadata() },
        { "APNG", ImageFiles.AnimatedPng() },
        { "GIF", ImageFiles.AnimatedGif() },
        { "undone GIF", ImageFiles.AnimatedGif(disposal: 3) },
        { "WebP", ImageFiles.WebPWithMetadata(6) },
        { "animated WebP", ImageFiles.AnimatedWebP() },
        { "mp3", [.. AudioFiles.Id3(20), .. AudioFiles.Mp3(tag: "Xing")] },
        { "adts", AudioFiles.Adts() },
        { "wav", AudioFiles.Wave(1000) },
        { "flac", AudioFiles.Flac() },
        { "opus", AudioFiles.Opus() },
        { "vorbis", AudioFiles.Vorbis() },
        { "theora", AudioFiles.Theora() },
        { "m4a", IsoFiles.Sound() },
        { "mp4", IsoFiles.Film(version: 1, turn: 90, indexLast: true) },
        { "fragmented mp4", IsoFiles.Fragmented() },
        { "webm", MatroskaFiles.Make(claimed: 4000, inGroups: true) },
        { "open webm", MatroskaFiles.Make(isSized: false) },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public void Inspect_WhenTheFileIsDamaged_ThenItEndsWellInTimeAndMemory(string name, byte[] file)
    {
        output.WriteLine($"{name}: seed {Seed}");
        var random = new Random(Seed);
        for (var i = 0; i < Cuts; i++)
            Inspect(name, file[..random.Next(1, file.Length)]);
        for (var i = 0; i < Flips; i++)
        {
            var damaged = file.ToArray();
            // Heads say more than bodies: half of the damage is there.
            var end = i % 2 == 0 ? damaged.Length : Math.Min(damaged.Length, 256);
            for (var flip = 0; flip <= i % 4; flip++)
                damaged[random.Next(end)] ^= (byte)random.Next(1, 256);
            Inspect(name, damaged);
        }
    }

    private void Inspect(string name, byte[] file)
    {
        var path = folder.Write(file);
        var (copy, thumbnail) = (folder.NewPath(), folder.NewPath());
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        try
        {
            InspectHere(path, copy, thumbnail);
        }
        catch (RefusedException refusal)
        {
            Assert.Contains(refusal.Code, (ErrorCode[])[ErrorCode.MediaUnreadable, ErrorCode.MediaTooLarge]);
        }

        var elapsed = clock.Elapsed;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.True(elapsed < MaxTime, $"{name}: {elapsed}, {Convert.ToBase64String(file)}");
        Assert.True(allocated < MaxAllocated, $"{name}: {allocated} bytes, {Convert.ToBase64String(file)}");
        foreach (var made in (string[])[path, copy, thumbnail])
            File.Delete(made);
    }

    /// <summary>What the inspector does, on this thread, whose memory is counted.</summary>
    private static void InspectHere(string path, string copy, string thumbnail)
    {
        using var stream = File.OpenRead(path);
        var reader = new BoundedReader(stream);
        var format = MediaSniffer.Sniff(reader);
        var measures = MediaMeasurer.Measure(reader, format);
        Assert.False(measures.Duration is <= 0 or > Seconds.Most);
        Assert.False(measures.Width is <= 0 || measures.Height is <= 0);
        if (format.Kind == Domain.Media.MediaKind.Image)
        {
            var image = ImageProcessor.Process(path, format.Container, Limits, copy, thumbnail);
            Assert.True(image.Width > 0 && image.Height > 0);
        }
    }
}
