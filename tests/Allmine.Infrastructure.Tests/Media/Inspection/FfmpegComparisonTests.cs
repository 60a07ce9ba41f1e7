using Allmine.Domain;
using Allmine.Domain.Media;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Media.Inspection;
using Microsoft.Extensions.Time.Testing;
using SkiaSharp;

namespace Allmine.Infrastructure.Tests.Media.Inspection;

/// <summary>Real files, of a length that is known because they were made so. However slow the machine is.</summary>
public sealed class FfmpegComparisonTests : IDisposable
{
    private static readonly Id<User> Owner = Id<User>.Parse("64d15f9e2e6c8f4d5a654321");

    private const double Seconds = 2.5;

    private readonly WorkFolder folder = new();

    /// <summary>Encoder, container, extension, and how much of silence the codec adds at most, in seconds.</summary>
    public static TheoryData<string, string, double> Sounds => new()
    {
        { "libmp3lame -f mp3", "audio/mpeg", 0.08 },
        { "libmp3lame -q:a 4 -f mp3", "audio/mpeg", 0.08 },
        { "libmp3lame -write_xing 0 -id3v2_version 0 -f mp3", "audio/mpeg", 0.08 },
        { "mp2 -f mp2", "audio/mpeg", 0.08 },
        { "aac -f adts", "audio/aac", 0.08 },
        { "aac -f ipod", "audio/mp4", 0.001 },
        { "aac -f mp4 -movflags frag_keyframe+empty_moov", "audio/mp4", 0.05 },
        { "pcm_s16le -f wav", "audio/wav", 0.001 },
        { "adpcm_ms -f wav", "audio/wav", 0.05 },
        { "flac -f flac", "audio/flac", 0.001 },
        { "flac -f ogg", "audio/ogg", 0.001 },
        { "libopus -f ogg", "audio/ogg", 0.001 },
        { "libvorbis -f ogg", "audio/ogg", 0.001 },
        { "libopus -f webm", "audio/webm", 0.03 },
        { "libopus -f webm -live 1", "audio/webm", 0.03 },
        { "aac -f matroska", "audio/x-matroska", 0.05 },
        { "pcm_s16be -f aiff", "audio/aiff", 0.001 },
        { "pcm_mulaw -f aiff", "audio/aiff", 0.001 },
        { "pcm_s24be -f aiff", "audio/aiff", 0.001 },
        { "adpcm_ima_qt -f aiff", "audio/aiff", 0.01 },
        { "pcm_s16be -f au", "audio/basic", 0.001 },
        { "pcm_alaw -f au", "audio/basic", 0.001 },
        { "pcm_f32be -f au", "audio/basic", 0.001 },
        { "pcm_s16le -f caf", "audio/x-caf", 0.001 },
        { "libopus -f caf", "audio/x-caf", 0.03 },
        { "alac -f caf", "audio/x-caf", 0.1 },
        { "wmav2 -f asf", "audio/x-ms-wma", 0.1 },
        { "wmav1 -f asf", "audio/x-ms-wma", 0.1 },
        { "pcm_s16le -f wav -rf64 always", "audio/wav", 0.001 },
    };

    public static TheoryData<string, string> Films => new()
    {
        { "libx264 -f mp4", "video/mp4" },
        { "libx264 -f mp4 -movflags faststart", "video/mp4" },
        { "libx264 -f mp4 -movflags frag_keyframe+empty_moov", "video/mp4" },
        { "libx264 -f mp4 -movflags frag_keyframe+empty_moov+default_base_moof+dash", "video/mp4" },
        { "libx264 -f mov", "video/quicktime" },
        { "mpeg4 -f mp4", "video/mp4" },
        { "libvpx -f webm", "video/webm" },
        { "libvpx -f webm -live 1", "video/webm" },
        { "libx264 -f matroska", "video/x-matroska" },
        { "libtheora -f ogg", "video/ogg" },
    };

    public void Dispose() => folder.Dispose();

    [SkippableTheory]
    [MemberData(nameof(Sounds), DisableDiscoveryEnumeration = true)]
    public async Task Inspect_WhenASoundIsReal_ThenItsDurationIsThatOfItsMaking(string encoding, string contentType, double tolerance)
    {
        Skip.IfNot(Ffmpeg.IsInstalled, "FFmpeg is not installed");
        var file = folder.NewPath();
        await Ffmpeg.MakeAsync(file, ["-f", "lavfi", "-i", $"sine=duration={Seconds}:sample_rate=48000", "-c:a", .. encoding.Split(' ')]);

        using var media = await InspectAsync(file);

        Assert.Equal((contentType, MediaKind.Audio), (media.Format.ContentType, media.Format.Kind));
        Assert.InRange(media.Duration!.Value, Seconds - 0.0015, Seconds + tolerance);
    }

    [SkippableTheory]
    [MemberData(nameof(Films), DisableDiscoveryEnumeration = true)]
    public async Task Inspect_WhenAFilmIsReal_ThenDurationSizeAndThumbnailAreThere(string encoding, string contentType)
    {
        Skip.IfNot(Ffmpeg.IsInstalled, "FFmpeg is not installed");
        var file = folder.NewPath();
        await Ffmpeg.MakeAsync(file, ["-f", "lavfi", "-i", $"testsrc=duration={Seconds}:size=640x360:rate=20", "-pix_fmt", "yuv420p", "-c:v", .. encoding.Split(' ')]);

        using var media = await InspectAsync(file);

        Assert.Equal((contentType, MediaKind.Video, 640, 360), (media.Format.ContentType, media.Format.Kind, media.Width, media.Height));
        Assert.Equal(Seconds, media.Duration!.Value, 0.0015);
        using var thumbnail = SKCodec.Create(media.ThumbnailPath);
        Assert.Equal((SKEncodedImageFormat.Jpeg, 320, 180), (thumbnail.EncodedFormat, thumbnail.Info.Width, thumbnail.Info.Height));
    }

    [SkippableFact]
    public async Task Inspect_WhenAFilmIsTurned_ThenSizeAndThumbnailAreUpright()
    {
        Skip.IfNot(Ffmpeg.IsInstalled, "FFmpeg is not installed");
        var (flat, file) = (folder.NewPath(), folder.NewPath());
        await Ffmpeg.MakeAsync(flat, "-f", "lavfi", "-i", "testsrc=duration=1:size=640x360", "-pix_fmt", "yuv420p", "-f", "mp4");
        await Ffmpeg.MakeAsync(file, "-i", flat, "-c", "copy", "-metadata:s:v:0", "rotate=90", "-f", "mp4");

        using var media = await InspectAsync(file);

        Assert.Equal((360, 640), (media.Width, media.Height));
        using var thumbnail = SKCodec.Create(media.ThumbnailPath);
        Assert.Equal((180, 320), (thumbnail.Info.Width, thumbnail.Info.Height));
    }

    [SkippableTheory]
    [InlineData("mp4", 0)]
    [InlineData("mov", 0)]
    [InlineData("matroska", 0)]
    [InlineData("mp4", 90)]
    public async Task Inspect_WhenPixelsAreNotSquare_ThenTheSizeIsThatShown(string format, int turn)
    {
        Skip.IfNot(Ffmpeg.IsInstalled, "FFmpeg is not installed");
        var (flat, file) = (folder.NewPath(), folder.NewPath());
        await Ffmpeg.MakeAsync(flat, "-f", "lavfi", "-i", "testsrc=duration=1:size=720x576,setsar=64/45", "-pix_fmt", "yuv420p", "-f", format);
        await Ffmpeg.MakeAsync(file, "-i", flat, "-c", "copy", "-metadata:s:v:0", $"rotate={turn}", "-f", format);

        using var media = await InspectAsync(file);

        Assert.Equal(turn == 0 ? (1024, 576) : (576, 1024), (media.Width, media.Height));
        using var thumbnail = SKCodec.Create(media.ThumbnailPath);
        Assert.Equal(turn == 0 ? (320, 180) : (180, 320), (thumbnail.Info.Width, thumbnail.Info.Height));
    }

    private static async Task<InspectedMedia> InspectAsync(string path)
    {
        var inspector = InProcessWorkers.Inspector("ffmpeg", time: new FakeTimeProvider());
        return await inspector.InspectAsync(path, Owner, null, null, new MediaLimits(), CancellationToken.None);
    }
}
