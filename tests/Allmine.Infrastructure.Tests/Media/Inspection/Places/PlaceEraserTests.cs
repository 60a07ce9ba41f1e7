using System.Text;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Allmine.Infrastructure.Media.Inspection.Places;
using Allmine.Infrastructure.Media.Inspection.Sniffing;

namespace Allmine.Infrastructure.Tests.Media.Inspection.Places;

public sealed class PlaceEraserTests : IDisposable
{
    private readonly WorkFolder folder = new();

    public static TheoryData<string, byte[]> Told
    {
        get
        {
            var data = new TheoryData<string, byte[]>();
            foreach (var (name, file) in (IEnumerable<(string, byte[])>)[.. PlaceFiles.Films, .. PlaceFiles.Matroska, .. PlaceFiles.Tiffs])
                data.Add(name, file);
            return data;
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Told), DisableDiscoveryEnumeration = true)]
    public void Erase_WhenAFileTellsAPlace_ThenItIsGoneAndAllElseIsWhereItWas(string name, byte[] file)
    {
        Assert.Contains(PlaceFiles.Place, Encoding.Latin1.GetString(file));
        var before = Measure(file);

        var erased = Erase(file);

        var text = Encoding.Latin1.GetString(erased);
        Assert.DoesNotContain(PlaceFiles.Place, text);
        Assert.Contains(PlaceFiles.Kept, text);
        Assert.Equal((name, file.Length, before), (name, erased.Length, Measure(erased)));
    }

    [Theory]
    [MemberData(nameof(Told), DisableDiscoveryEnumeration = true)]
    public void Erase_WhenItIsDoneAgain_ThenNothingChanges(string name, byte[] file)
    {
        var once = Erase(file);

        Assert.True(once.AsSpan().SequenceEqual(Erase(once)), name);
    }

    [Fact]
    public void Erase_WhenAFileTellsNone_ThenItIsAsItWas()
    {
        foreach (var file in (byte[][])[IsoFiles.Film(), IsoFiles.Film(indexLast: true), IsoFiles.Sound(), IsoFiles.Fragmented(), MatroskaFiles.Make(), MatroskaFiles.Make(isSized: false)])
            Assert.Equal(file, Erase(file));
    }

    [Fact]
    public void Erase_WhenThereIsMoreToWalkThanIsWalked_ThenItIsRefused()
    {
        var movie = IsoFiles.Box("moov", [.. Enumerable.Repeat(IsoFiles.Box("ctab"), BoundedReader.MaxReads).SelectMany(box => box)]);
        using var stream = new MemoryStream([.. IsoFiles.FileType("isom"), .. movie]);

        var refusal = Assert.Throws<RefusedException>(() => PlaceEraser.Find(new BoundedReader(stream), MediaContainer.IsoMedia));

        Assert.Equal(ErrorCode.MediaUnreadable, refusal.Code);
    }

    [SkippableFact]
    public async Task Erase_WhenFfmpegWroteThePlace_ThenFfmpegFindsItNoMore()
    {
        Skip.IfNot(Ffmpeg.IsInstalled, "FFmpeg is not installed");
        foreach (var format in (string[])["mp4", "mov", "matroska", "mp4 -movflags use_metadata_tags", "mp4 -movflags faststart"])
        {
            var path = folder.NewPath();
            await Ffmpeg.MakeAsync(path, [
                "-f", "lavfi", "-i", "testsrc=duration=1:size=64x48", "-pix_fmt", "yuv420p",
                "-metadata", $"location={PlaceFiles.Place}", "-metadata", $"title={PlaceFiles.Kept}", "-f", .. format.Split(' ')]);
            var frames = await FramesAsync(path);
            Assert.Contains("41.0082", await MetadataAsync(path));

            PlaceEraser.Erase(path, format == "matroska" ? MediaContainer.Matroska : MediaContainer.IsoMedia);

            var metadata = await MetadataAsync(path);
            Assert.DoesNotContain("41.00", metadata);
            Assert.Contains(PlaceFiles.Kept, metadata);
            Assert.Equal(frames, await FramesAsync(path));
        }
    }

    private static MediaMeasures Measure(byte[] file)
    {
        using var stream = new MemoryStream(file);
        var reader = new BoundedReader(stream);
        return MediaMeasurer.Measure(reader, MediaSniffer.Sniff(reader));
    }

    private async Task<string> MetadataAsync(string path)
    {
        var text = folder.NewPath();
        await Ffmpeg.MakeAsync(text, "-i", path, "-f", "ffmetadata");
        return await File.ReadAllTextAsync(text);
    }

    private async Task<string> FramesAsync(string path)
    {
        var text = folder.NewPath();
        await Ffmpeg.MakeAsync(text, "-i", path, "-map", "0:v", "-f", "framemd5");
        return await File.ReadAllTextAsync(text);
    }

    private byte[] Erase(byte[] file)
    {
        var path = folder.Write(file);
        using (var stream = new MemoryStream(file))
            PlaceEraser.Erase(path, MediaSniffer.Sniff(new BoundedReader(stream)).Container);
        return File.ReadAllBytes(path);
    }
}
