namespace Allmine.Tests.Media;

/// <summary>A good file of each format, and ways to damage one.</summary>
public static class Corpus
{
    public const int Cuts = 50;
    public const int Flips = 200;

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
        { "amr", OtherSounds.Amr() },
        { "caf", OtherSounds.PackedCaf() },
        { "aiff", OtherSounds.Aiff(300, codec: "sowt") },
        { "au", OtherSounds.Au(300) },
        { "wma", OtherSounds.Asf() },
        { "mp4 with its place", PlaceFiles.Films.Single(film => film.Name == "Apple's keys").File },
        { "mp4 with a journey", PlaceFiles.Films.Single(film => film.Name == "gpmd with sizes").File },
        { "matroska with its place", PlaceFiles.Matroska.First().File },
        { "TIFF with its place", PlaceFiles.Tiff(isBigEndian: false, isBig: false) },
    };

    /// <summary>Photos of phones, which take a decoder far longer than the others.</summary>
    public static TheoryData<string, byte[]> PhonePhotos => new() { { "HEIC", HeifFiles.Heic() }, { "AVIF", HeifFiles.TurnedAvif() } };

    /// <summary>The names of those from which FFmpeg takes a picture.</summary>
    public static IReadOnlySet<string> Films { get; } = new HashSet<string> { "theora", "mp4", "fragmented mp4", "webm", "open webm", "mp4 with its place", "mp4 with a journey", "matroska with its place" };

    /// <summary>The file cut short at random, and with random bytes of it changed.</summary>
    public static IEnumerable<byte[]> Damage(byte[] file, Random random)
    {
        for (var i = 0; i < Cuts; i++)
            yield return file[..random.Next(1, file.Length)];
        for (var i = 0; i < Flips; i++)
        {
            var damaged = file.ToArray();
            // Heads say more than bodies: half of the damage is there.
            var end = i % 2 == 0 ? damaged.Length : Math.Min(damaged.Length, 256);
            for (var flip = 0; flip <= i % 4; flip++)
                damaged[random.Next(end)] ^= (byte)random.Next(1, 256);
            yield return damaged;
        }
    }
}
