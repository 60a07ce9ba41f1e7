using System.Diagnostics;
using System.Globalization;
using System.Text;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Infrastructure.Tests.Media.Inspection;

public sealed class VideoThumbnailerTests : IDisposable
{
    /// <summary>Only stops a test that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task TryWriteAsync_WhenThereIsNoFfmpeg_ThenThereIsNoThumbnail()
    {
        Assert.False(await TryWriteAsync(new VideoThumbnailer("no-such-program"), IsoFiles.Film()));
    }

    [SkippableFact]
    public async Task TryWriteAsync_WhenTheProgramHangs_ThenItIsKilledAtTheLimitAndThereIsNoThumbnail()
    {
        Skip.If(OperatingSystem.IsWindows(), "The program that hangs is a shell script");
        var time = new FakeTimeProvider();
        var mark = folder.NewPath();
        // It would go on for longer than anybody waits here for its end.
        var program = folder.Write(Encoding.UTF8.GetBytes($"#!/bin/sh\necho $$ > {mark}\nexec sleep 120\n"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var writing = TryWriteAsync(new VideoThumbnailer(program, time), IsoFiles.Film());
        await Eventually.HoldsAsync(() => File.Exists(mark) && File.ReadAllText(mark).EndsWith('\n'));
        var id = int.Parse(File.ReadAllText(mark), CultureInfo.InvariantCulture);
        time.Advance(VideoThumbnailer.TimeLimit - TimeSpan.FromMilliseconds(1));
        Assert.True(IsRunning(id));
        Assert.False(writing.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.False(await writing.WaitAsync(Patience));
        await Eventually.HoldsAsync(() => !IsRunning(id));
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

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private Task<bool> TryWriteAsync(VideoThumbnailer thumbnailer, byte[] file) =>
        thumbnailer.TryWriteAsync(folder.Write(file), folder.NewPath(), CancellationToken.None);
}
