using Allmine.Infrastructure.Persistence;

namespace Allmine.Infrastructure.Tests.Media.Inspection;

public sealed class NameFormsTests
{
    [Theory]
    [InlineData("photo.jpg", "photo.jpg")]
    [InlineData("caf\u00E9", "cafe\u0301")]
    [InlineData("\u0130\u011F\u00FC\u015F", "I\u0307g\u0306u\u0308s\u0327")]
    [InlineData("\u1EC7", "e\u0323\u0302")]
    [InlineData("\uD55C\uAE00", "\u1112\u1161\u11AB\u1100\u1173\u11AF")]
    [InlineData("\u304C", "\u304B\u3099")]
    [InlineData("\U0001109A", "\U00011099\U000110BA")]
    public void Forms_WhenANameIsComposedOrDecomposed_ThenEachGivesTheOther(string composed, string decomposed)
    {
        foreach (var name in new[] { composed, decomposed })
            Assert.Equal((composed, decomposed), (NameForms.Compose(name), NameForms.Decompose(name)));
    }

    /// <summary>From Unicode's own examples and conformance test: exclusions, singletons, marks in another order, marks that block.</summary>
    [Theory]
    [InlineData("\u0958", "\u0915\u093C", "\u0915\u093C")]
    [InlineData("\u212B", "\u00C5", "A\u030A")]
    [InlineData("\uFB01", "\uFB01", "\uFB01")]
    [InlineData("\u1E0B\u0323", "\u1E0D\u0307", "d\u0323\u0307")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307", "q\u0323\u0307")]
    [InlineData("a\u0315\u0300\u05AE\u0300b", "\u00E0\u05AE\u0300\u0315b", "a\u05AE\u0300\u0300\u0315b")]
    [InlineData("\u1100\uAC00\u11A8", "\u1100\uAC01", "\u1100\u1100\u1161\u11A8")]
    [InlineData("\u0B47\u0300\u0B3E", "\u0B47\u0300\u0B3E", "\u0B47\u0300\u0B3E")]
    [InlineData("a\u05B0\u0300", "\u00E0\u05B0", "a\u05B0\u0300")]
    public void Forms_WhenUnicodeSaysWhatTheyAre_ThenTheyAreThat(string name, string composed, string decomposed) =>
        Assert.Equal((composed, decomposed), (NameForms.Compose(name), NameForms.Decompose(name)));
}
