using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Allmine.Tests.Media;

/// <summary>A script in the place of FFmpeg, which gives one picture after a while, whatever the film.</summary>
internal static class FilmProgram
{
    public const int Width = 64;
    public const int Height = 48;

    /// <param name="folder">Where it is to be.</param>
    /// <param name="picture">What it gives; a picture that shows something unless told otherwise.</param>
    /// <param name="seconds">That it takes.</param>
    /// <returns>Its path.</returns>
    public static string Write(string folder, byte[]? picture = null, double seconds = 0)
    {
        var name = Path.Combine(folder, $"picture-{Guid.NewGuid():N}");
        File.WriteAllBytes(name, picture ?? Picture());
        return WriteScript(folder, string.Create(CultureInfo.InvariantCulture, $"sleep {seconds}\nexec cat '{name}'"));
    }

    /// <summary>One that never gives anything.</summary>
    public static string WriteHanging(string folder) => WriteScript(folder, "exec sleep 120");

    private static string WriteScript(string folder, string lines)
    {
        var name = Path.Combine(folder, $"program-{Guid.NewGuid():N}");
        // It is fenced in: it may write no file, but a link says that it runs.
        File.WriteAllText(name, $"#!/bin/sh\nln -s run '{MarkIn(folder)}' 2>/dev/null\n{lines}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(name, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return name;
    }

    /// <summary>A link that is there once the program has begun.</summary>
    public static string MarkIn(string folder) => Path.Combine(folder, "film-program-runs");

    /// <summary>Half of it white, in BMP.</summary>
    private static byte[] Picture()
    {
        const int HeadSize = 54;
        var bytes = new byte[HeadSize + (3 * Width * Height)];
        Encoding.ASCII.GetBytes("BM", bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(2), bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(10), HeadSize);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(18), Width);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(22), Height);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(28), 24);
        bytes.AsSpan(HeadSize + (3 * Width * Height / 2)).Fill(255);
        return bytes;
    }
}
