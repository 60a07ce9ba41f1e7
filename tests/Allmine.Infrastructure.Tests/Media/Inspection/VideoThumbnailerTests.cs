using System.Diagnostics;
using System.Globalization;
using System.Text;
using Allmine.Application.Ports.Files;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Infrastructure.Tests.Media.Inspection;

public sealed class VideoThumbnailerTests : IDisposable
{
    /// <summary>Only stops a test that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(1.5);

    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task WriteAsync_WhenThereIsNoFfmpeg_ThenThereIsNoThumbnail()
    {
        Assert.Equal(ThumbnailOutcome.None, await WriteAsync(new VideoThumbnailer("no-such-program"), IsoFiles.Film()));
    }

    [SkippableFact]
    public async Task WriteAsync_WhenTheProgramHangs_ThenItIsKilledAtTheLimitAndWasOutOfTime()
    {
        Skip.If(OperatingSystem.IsWindows(), "The program that hangs is a shell script");
        var time = new FakeTimeProvider();
        var mark = folder.NewPath();
        // It would go on for longer than anybody waits here for its end.
        var program = Script($"ln -s $$ {mark}\nexec sleep 120");

        var writing = WriteAsync(new VideoThumbnailer(program, time), IsoFiles.Film());
        await Eventually.HoldsAsync(() => Said(mark) is not null);
        var id = int.Parse(Said(mark)!, CultureInfo.InvariantCulture);
        time.Advance(TimeLimit - TimeSpan.FromMilliseconds(1));
        Assert.True(IsRunning(id));
        Assert.False(writing.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(ThumbnailOutcome.OutOfTime, await writing.WaitAsync(Patience));
        await Eventually.HoldsAsync(() => !IsRunning(id));
    }

    [SkippableFact]
    public async Task WriteAsync_WhenThereIsNoTimeAtAll_ThenTheProgramIsNotEvenStarted()
    {
        Skip.If(OperatingSystem.IsWindows(), "The program is a shell script");
        var mark = folder.NewPath();

        Assert.Equal(ThumbnailOutcome.OutOfTime, await WriteAsync(new VideoThumbnailer(Script($"ln -s run {mark}")), IsoFiles.Film(), TimeSpan.Zero));

        Assert.Null(Said(mark));
    }

    /// <summary>One that needs all the time on the processor ends by the clock, and may be tried again with more.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1.5, 2)]
    [InlineData(2, 3)]
    [InlineData(15, 16)]
    public void MaxProcessorSeconds_WhenThereIsSoMuchTime_ThenItIsMore(double seconds, int expected) =>
        Assert.Equal(expected, VideoThumbnailer.MaxProcessorSeconds(TimeSpan.FromSeconds(seconds)));

    [SkippableFact]
    public async Task WriteAsync_WhenTheFilmHasNoPicture_ThenThereIsNoThumbnail()
    {
        Skip.IfNot(Ffmpeg.IsInstalled, "FFmpeg is not installed");

        foreach (var file in (byte[][])[IsoFiles.Film(), AudioFiles.Mp3(), MatroskaFiles.Make(), [1, 2, 3]])
            Assert.Equal(ThumbnailOutcome.None, await WriteAsync(new VideoThumbnailer(time: new FakeTimeProvider()), file));
    }

    [SkippableFact]
    public async Task WriteAsync_WhenTheFileIsAPlaylistOfARealFilm_ThenThePlaylistIsNotFollowed()
    {
        Skip.IfNot(Ffmpeg.IsInstalled, "FFmpeg is not installed");
        var film = folder.NewPath();
        await Ffmpeg.MakeAsync(film, "-f", "lavfi", "-i", "testsrc=duration=1:size=64x48", "-f", "mpegts");
        var playlist = Encoding.UTF8.GetBytes($"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1,\n{film}\n#EXT-X-ENDLIST\n");
        var script = Encoding.UTF8.GetBytes($"ffconcat version 1.0\nfile {film}\n");

        Assert.Equal(ThumbnailOutcome.None, await WriteAsync(new VideoThumbnailer(time: new FakeTimeProvider()), playlist));
        Assert.Equal(ThumbnailOutcome.None, await WriteAsync(new VideoThumbnailer(time: new FakeTimeProvider()), script));
    }

    [SkippableFact]
    public async Task WriteAsync_WhenTheCallerGivesUp_ThenItEnds()
    {
        Skip.IfNot(Ffmpeg.IsInstalled, "FFmpeg is not installed");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new VideoThumbnailer().WriteAsync(folder.Write(IsoFiles.Film()), folder.NewPath(), TimeLimit, cancelled.Token));
    }

    [SkippableFact]
    public async Task WriteAsync_WhenTheProgramStarts_ThenItKnowsNoSecretAndHasItsLimits()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The limits are those of Linux");
        const string Secret = "ALLMINE_TEST_SECRET";
        Environment.SetEnvironmentVariable(Secret, "key");
        var mark = folder.NewPath();
        // It can write no file, but a name.
        var program = Script($"ln -s \"[${Secret}][$HOME][$(ulimit -t)][$(ulimit -v)][$(ulimit -f)][$(ulimit -c)]\" {mark}");

        await WriteAsync(new VideoThumbnailer(program, new FakeTimeProvider()), IsoFiles.Film());

        Assert.Equal($"[][][2][{VideoThumbnailer.MaxMemory / 1024}][0][0]", Said(mark));
    }

    [SkippableFact]
    public async Task WriteAsync_WhenTheProgramWritesAFile_ThenItIsStopped()
    {
        Skip.If(OperatingSystem.IsWindows(), "The program is a shell script");
        var (mark, file) = (folder.NewPath(), folder.NewPath());
        var program = Script($"echo x > {file}\nln -s done {mark}");

        Assert.Equal(ThumbnailOutcome.None, await WriteAsync(new VideoThumbnailer(program, new FakeTimeProvider()), IsoFiles.Film()));

        Assert.Equal(0, new FileInfo(file).Length);
    }

    [SkippableFact]
    public async Task WriteAsync_WhenAProgramOfThatNameIsInTheWorkingFolder_ThenItIsNotRun()
    {
        Skip.If(OperatingSystem.IsWindows(), "The program is a shell script");
        var mark = folder.NewPath();
        var name = $"allmine-test-{Guid.NewGuid():N}";
        // The system looks in both, the working folder and that of the service.
        var traps = new[] { Path.Combine(Environment.CurrentDirectory, name), Path.Combine(AppContext.BaseDirectory, name) }.Distinct().ToList();
        try
        {
            foreach (var trap in traps)
                File.Move(Script($"ln -s run {mark}"), trap, overwrite: true);

            Assert.Equal(ThumbnailOutcome.None, await WriteAsync(new VideoThumbnailer(name, new FakeTimeProvider()), IsoFiles.Film()));

            Assert.Null(Said(mark));
            foreach (var trap in traps)
                Assert.Equal(ThumbnailOutcome.None, await WriteAsync(new VideoThumbnailer(Path.GetRelativePath(Environment.CurrentDirectory, trap), new FakeTimeProvider()), IsoFiles.Film()));
            Assert.Null(Said(mark));
        }
        finally
        {
            traps.ForEach(File.Delete);
        }
    }

    /// <summary>What a script has said by the target of a link.</summary>
    private static string? Said(string link) => new FileInfo(link).LinkTarget;

    private string Script(string lines)
    {
        var program = folder.Write(Encoding.UTF8.GetBytes($"#!/bin/sh\n{lines}\n"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return program;
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

    private Task<ThumbnailOutcome> WriteAsync(VideoThumbnailer thumbnailer, byte[] file, TimeSpan? timeLimit = null) =>
        thumbnailer.WriteAsync(folder.Write(file), folder.NewPath(), timeLimit ?? TimeLimit, CancellationToken.None);
}
