using System.Buffers.Binary;
using System.Text;
using Allmine.Application.Ports.Files;
using Allmine.Infrastructure.Media.Inspection.Measuring;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Infrastructure.Tests.Media.Inspection.Films;

/// <summary>A film whose pictures are in another file of the machine, as QuickTime allows: its <c>dref</c> names that file.</summary>
public sealed class ForeignFilmTests : IDisposable
{
    private readonly WorkFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public async Task WriteAsync_WhenAFilmNamesAnotherFile_ThenThatFileIsNotRead()
    {
        Skip.IfNot(Ffmpeg.IsInstalled, "FFmpeg is not installed");
        var secret = folder.NewPath();
        await Ffmpeg.MakeAsync(secret, "-f", "lavfi", "-i", "testsrc=duration=1:size=64x48", "-c:v", "mjpeg", "-f", "mov");
        var film = folder.Write(Referring(await File.ReadAllBytesAsync(secret), secret));
        // Who allows FFmpeg to follow it sees the other file's picture.
        await Ffmpeg.MakeAsync(folder.NewPath(), "-enable_drefs", "1", "-use_absolute_path", "1", "-i", film, "-frames:v", "1", "-f", "image2");

        Assert.Equal(
            ThumbnailOutcome.None, await new VideoThumbnailer(time: new FakeTimeProvider()).WriteAsync(film, folder.NewPath(), VideoThumbnailer.LaterTimeLimit, CancellationToken.None));
    }

    /// <summary>The same film without its pictures, which says that they are in a file.</summary>
    private static byte[] Referring(byte[] film, string path)
    {
        var data = film.AsSpan().IndexOf("mdat"u8);
        var size = BinaryPrimitives.ReadInt32BigEndian(film.AsSpan(data - 4));
        film.AsSpan(data + 4, size - 8).Clear();
        return Replace(film, ["moov", "trak", "mdia", "minf", "dinf", "dref"], Alias(path));
    }

    /// <summary>An entry of <c>dref</c>: an alias record of Mac OS with an absolute path, behind names that nobody looks at.</summary>
    private static byte[] Alias(string path)
    {
        const int NamesSize = 10 + 28 + 12 + 64 + 16 + 4 + 16;
        var text = Encoding.UTF8.GetBytes(path);
        if (text.Length % 2 != 0)
            text = [(byte)'/', .. text];
        var body = new ByteBuilder().Raw(0, 0, 0, 0).Raw(new byte[NamesSize]).Big16(2).Big16(text.Length).Raw(text).Big16(0xFFFF).Big16(0).Build();
        return Box("alis", body);
    }

    /// <summary>Puts an entry in the place of the one that a box at a path holds; what is around it grows.</summary>
    private static byte[] Replace(byte[] boxes, ReadOnlySpan<string> path, byte[] entry)
    {
        const int CountSize = 8;
        var result = new ByteBuilder();
        for (var at = 0; at < boxes.Length;)
        {
            var size = BinaryPrimitives.ReadInt32BigEndian(boxes.AsSpan(at));
            var name = Encoding.ASCII.GetString(boxes, at + 4, 4);
            var body = boxes[(at + 8)..(at + size)];
            if (name == path[0])
                body = path.Length == 1 ? [.. body[..CountSize], .. entry] : Replace(body, path[1..], entry);
            result.Raw(Box(name, body));
            at += size;
        }

        return result.Build();
    }

    private static byte[] Box(string name, byte[] body)
    {
        var size = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, body.Length + 8);
        return [.. size, .. Encoding.ASCII.GetBytes(name), .. body];
    }
}
