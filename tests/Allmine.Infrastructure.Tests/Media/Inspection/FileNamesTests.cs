using Allmine.Domain.Media;
using Allmine.Infrastructure.Media.Inspection;

namespace Allmine.Infrastructure.Tests.Media.Inspection;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("photo.jpg", "photo.jpg")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData(@"C:\Users\me\tatil fotoğrafı.png", "tatil fotoğrafı.png")]
    [InlineData("a/b\\c.txt", "c.txt")]
    [InlineData("line\r\nSet-Cookie: x\0.jpg", "lineSet-Cookie: x.jpg")]
    [InlineData("gpj.\u202Eexe", "gpj.exe")]
    [InlineData("\u2066a\u2069\u200E\u061C.png", "a.png")]
    [InlineData("\uD83D\uDC68\u200D\uD83D\uDC69.png", "\uD83D\uDC68\u200D\uD83D\uDC69.png")]
    [InlineData("  spaced .jpg. . ", "spaced .jpg")]
    [InlineData(".profile", ".profile")]
    [InlineData("caf\u00E9.txt", "caf\u00E9.txt")]
    [InlineData("cafe\u0301.txt", "cafe\u0301.txt")]
    [InlineData("cafe\u0301 \u00E9.txt", "caf\u00E9 \u00E9.txt")]
    [InlineData(null, "file")]
    [InlineData("", "file")]
    [InlineData("..", "file")]
    [InlineData("folder/", "file")]
    [InlineData("\u0001\u202E \u2028", "file")]
    public void Clean_WhenANameComes_ThenOnlyWhatCanBeShownStays(string? name, string expected) =>
        Assert.Equal(expected, FileNames.Clean(name));

    [Theory]
    [InlineData(255, ".jpg", 255)]
    [InlineData(4096, ".jpg", 255)]
    [InlineData(256, "", 255)]
    public void Clean_WhenTheNameIsLong_ThenItIsCutBeforeTheExtension(int length, string extension, int expected)
    {
        var cleaned = FileNames.Clean(new string('a', length - extension.Length) + extension);

        Assert.Equal(expected, cleaned.Length);
        Assert.EndsWith(extension, cleaned, StringComparison.Ordinal);
    }

    [Fact]
    public void Clean_WhenTheNameIsOfCharactersBeyondTheBasicPlane_ThenNoneIsCutInTwo()
    {
        var cleaned = FileNames.Clean(string.Concat(Enumerable.Repeat("😀", 300)) + ".png");

        Assert.Equal(UploadedFile.MaxNameLength, cleaned.EnumerateRunes().Count());
        Assert.EndsWith("😀.png", cleaned, StringComparison.Ordinal);
    }

    [Fact]
    public void Clean_WhenHalfOfASurrogatePairIsInIt_ThenItGoes() => Assert.Equal("half.png", FileNames.Clean("half\uD83D.png"));

    [Fact]
    public void Clean_WhenWhatFollowsTheDotIsNoExtension_ThenItIsCutLikeTheRest() =>
        Assert.Equal("a." + new string('b', 253), FileNames.Clean("a." + new string('b', 4000)));
}
