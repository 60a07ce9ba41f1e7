using System.Diagnostics;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media.Inspection;
using Allmine.Infrastructure.Media.Inspection.Images;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Allmine.Infrastructure.Media.Inspection.Sniffing;
using Xunit.Abstractions;

namespace Allmine.Infrastructure.Tests.Media.Inspection;

/// <summary>Every format, cut and damaged at random: inspecting it ends in time, within its memory, and with a refusal at worst.</summary>
public sealed class CorpusTests(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 20260115;

    /// <summary>Managed memory in all that one inspection of these small files may take: the window, buffers, and what an APNG is taken apart into.</summary>
    private const long MaxAllocated = 1024 * 1024;

    /// <summary>Damage makes small pictures large; that these end in time is no matter of the format but of the machine.</summary>
    private static readonly MediaLimits Limits = new() { MaxImagePixels = 2_000_000 };

    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Corpus.Files), MemberType = typeof(Corpus), DisableDiscoveryEnumeration = true)]
    public void Inspect_WhenTheFileIsDamaged_ThenItEndsWellInTimeAndMemory(string name, byte[] file)
    {
        output.WriteLine($"{name}: seed {Seed}");
        foreach (var damaged in Corpus.Damage(file, new Random(Seed)))
            Inspect(name, damaged);
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
        Assert.False(measures.Duration is <= 0 or > MediaDuration.Most);
        Assert.False(measures.Width is <= 0 || measures.Height is <= 0);
        if (format.Kind == Domain.Media.MediaKind.Image)
        {
            var image = ImageProcessor.Process(path, format.Container, Limits, copy, thumbnail);
            Assert.True(image.Width > 0 && image.Height > 0);
        }
    }
}
