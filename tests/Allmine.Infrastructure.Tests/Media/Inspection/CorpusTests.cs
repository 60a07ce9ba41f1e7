using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Infrastructure.Media.Inspection;
using Allmine.Infrastructure.Media.Inspection.Images;
using Allmine.Infrastructure.Media.Inspection.Images.Png;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Allmine.Infrastructure.Media.Inspection.Places;
using Allmine.Infrastructure.Media.Inspection.Sniffing;
using Xunit.Abstractions;

namespace Allmine.Infrastructure.Tests.Media.Inspection;

/// <summary>Every format, cut and damaged at random: inspecting it takes little work and memory, and ends with a refusal at worst.</summary>
public sealed class CorpusTests(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 20260115;

    /// <summary>Managed memory in all that one inspection of these small files may take: the window, buffers, and what an APNG is taken apart into.</summary>
    private const long MaxAllocated = 1024 * 1024;

    /// <summary>Damage makes small pictures large: how many pixels are decoded is bounded, and what each takes is a matter of the machine.</summary>
    private static readonly MediaLimits Limits = new() { MaxImagePixels = 2_000_000 };

    /// <summary>Only stops a test that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Corpus.Files), MemberType = typeof(Corpus), DisableDiscoveryEnumeration = true)]
    public Task Inspect_WhenTheFileIsDamaged_ThenItEndsAfterLittleWorkAndWithinItsMemory(string name, byte[] file)
    {
        output.WriteLine($"{name}: seed {Seed}");
        // On one thread from beginning to end, whose memory is counted.
        return Task.Run(() =>
        {
            foreach (var damaged in Corpus.Damage(file, new Random(Seed)))
            {
                CheckMemory(name, damaged);
                CheckWork(name, damaged);
            }
        }).WaitAsync(Patience);
    }

    private void CheckMemory(string name, byte[] file)
    {
        var path = folder.Write(file);
        var (copy, thumbnail) = (folder.NewPath(), folder.NewPath());
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Inspect(path, copy, thumbnail);
        }
        catch (RefusedException refusal)
        {
            Assert.Contains(refusal.Code, (ErrorCode[])[ErrorCode.MediaUnreadable, ErrorCode.MediaTooLarge]);
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.True(allocated < MaxAllocated, $"{name}: {allocated} bytes, {Convert.ToBase64String(file)}");
        foreach (var made in (string[])[path, copy, thumbnail])
            File.Delete(made);
    }

    /// <summary>What the inspector does.</summary>
    private static void Inspect(string path, string copy, string thumbnail)
    {
        var (format, measures) = Measure(path);
        Assert.False(measures.Duration is <= 0 or > MediaDuration.Most);
        Assert.False(measures.Width is <= 0 || measures.Height is <= 0);
        var length = new FileInfo(path).Length;
        PlaceEraser.Erase(path, format.Container);
        Assert.Equal(length, new FileInfo(path).Length);
        if (format.Kind == MediaKind.Image)
        {
            using var processor = ImageProcessor.Open(path, format.Container, Limits, copy);
            var image = processor.Decode(thumbnail);
            Assert.True(image.Width > 0 && image.Height > 0);
            Assert.True((long)image.Width * image.Height <= Limits.MaxImagePixels);
        }
    }

    private static (MediaFormat Format, MediaMeasures Measures) Measure(string path)
    {
        using var stream = File.OpenRead(path);
        var reader = new BoundedReader(stream);
        var format = MediaSniffer.Sniff(reader);
        return (format, MediaMeasurer.Measure(reader, format));
    }

    /// <summary>
    /// All that walks through the file by what its bytes say; only decoders of pictures are left out. No byte is worth more
    /// than a read, so that nothing goes over the file again and again, and the file, smaller than the window, is fetched once.
    /// </summary>
    private static void CheckWork(string name, byte[] file)
    {
        using var stream = new CountingStream(file);
        var reader = new BoundedReader(stream);
        var format = MediaSniffer.Sniff(reader);
        MediaMeasurer.Measure(reader, format);
        if (format.Kind == MediaKind.Image)
            ImageStripper.Strip(reader, format.Container, Stream.Null);
        if (format.Container == MediaContainer.Png)
            Assert.True(ApngFrames.Read(reader).Count() <= file.Length);

        var places = new BoundedReader(new MemoryStream(file));
        PlaceEraser.Find(places, format.Container);
        Assert.True(places.Reads <= file.Length, $"{name}: {places.Reads} reads for places, {Convert.ToBase64String(file)}");
        Assert.True(reader.Reads <= file.Length, $"{name}: {reader.Reads} reads, {Convert.ToBase64String(file)}");
        Assert.True(stream.BytesRead <= file.Length, $"{name}: {stream.BytesRead} bytes read, {Convert.ToBase64String(file)}");
    }
}
