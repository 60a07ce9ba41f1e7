using System.Diagnostics;
using System.Text;
using Allmine.Infrastructure.Media.Inspection.Measuring;

namespace Allmine.Infrastructure.Tests.Media.Inspection;

public sealed class VideoThumbnailerTests : IDisposable
{
    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task TryWriteAsync_WhenThereIsNoFfmpeg_ThenThereIsNoThumbnail()
    {
        Assert.False(await TryWriteAsync(new VideoThumbnailer("no-such-program"), IsoFiles.Film()));
    }

    [SkippableFact]
    public async Task TryWriteAsync_WhenTheProgramHangs_ThenItIsKilledAndThereIsNoThumbnail()
    {
        Skip.If(OperatingSystem.IsWindows(), "The program that hangs is a shell script");
        var mark = folder.NewPath();
        var program = folder.Write(Encoding.UTF8.GetBytes($"#!/bin/sh\nsleep 5\ntouch {mark}\n"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var clock = Stopwatch.StartNew();

        Assert.False(await TryWriteAsync(new VideoThumbnailer(program, TimeSpan.FromMilliseconds(200)), IsoFiles.Film()));

        Assert.InRange(clock.Elapsed, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(4));
        Assert.False(File.Exists(mark));
    }

    [SkippableFact]
    public async Task TryWriteAsync_WhenTheFilmHasNoPicture_ThenThereIsNoThumbnail()
    {
        Skip.IfNot(Ffmpeg.IsInstalled, "FFmpeg is not installed");

        foreach (var file in (byte[][])[IsoFiles.Film(), AudioFiles.Mp3(), MatroskaFiles.Make(), [1, 2, 3]])
            Assert.False(await TryWriteAsync(new VideoThumbnailer(), file));
    }

    [SkippableFact]
    public async Task TryWriteAsync_WhenTheFileIsAPlaylistOfARealFilm_ThenThePlaylistIsNotFollowed()
    {
        Skip.IfNot(Ffmpeg.IsInstalled, "FFmpeg is not installed");
        var film = folder.NewPath();
        await Ffmpeg.MakeAsync(film, "-f", "lavfi", "-i", "testsrc=duration=1:size=64x48", "-f", "mpegts");
        var playlist = Encoding.UTF8.GetBytes($"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1,\n{film}\n#EXT-X-ENDLIST\n");
        var script = Encoding.UTF8.GetBytes($"ffconcat version 1.0\nfile {film}\n");

        Assert.False(await TryWriteAsync(new VideoThumbnailer(), playlist));
        Assert.False(await TryWriteAsync(new VideoThumbnailer(), script));
    }

    [SkippableFact]
    public async Task TryWriteAsync_WhenTheCallerGivesUp_ThenItEnds()
    {
        Skip.IfNot(Ffmpeg.IsInstalled, "FFmpeg is not installed");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new VideoThumbnailer().TryWriteAsync(folder.Write(IsoFiles.Film()), folder.NewPath(), cancelled.Token));
    }

    private Task<bool> TryWriteAsync(VideoThumbnailer thumbnailer, byte[] file) =>
        thumbnailer.TryWriteAsync(folder.Write(file), folder.NewPath(), CancellationToken.None);
}
