using System.Security.Cryptography;
using Allmine.Application.Events;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Store;

namespace Allmine.Application.Tests.Events;

public sealed class PositionSealTests
{
    private const int UsualLength = 250;

    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(IStoreKey.Size);

    private readonly PositionSeal seal = new(Key, UsualLength);

    public static TheoryData<string> Positions =>
    [
        "00112233445566778899aabbccddeeff",
        "82656F6C0A000000032B0229296E04",
        "82656F6C0A000000032B0229296E04.AAEC",
        "p00000003",
        "",
        new string('8', 251),
        new string('8', UsualLength * 3),
    ];

    [Theory]
    [MemberData(nameof(Positions))]
    public void Open_WhenSealed_ThenGivesThePositionAlsoOnAnotherNode(string position)
    {
        var text = seal.Seal(new EventPosition(position));

        Assert.Equal(position, seal.Open(text)!.Value.Text);
        Assert.Equal(position, new PositionSeal(Key, UsualLength).Open(text)!.Value.Text);
        Assert.All(text, letter => Assert.True(char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'));
    }

    /// <summary>Neither whether anything has happened, nor how much, nor what.</summary>
    [Fact]
    public void Seal_WhenPositionsAreCompared_ThenTextsTellNothing()
    {
        var texts = new List<string>();
        for (var number = 0; number < 500; number++)
            texts.Add(seal.Seal(new EventPosition(number % 2 == 0 ? "82656F6C0A000000032B0229296E04" : $"82656F6C0A{number:X8}{new string('A', 180)}")));

        Assert.Equal(texts.Count, texts.Distinct().Count());
        Assert.Single(texts.Select(text => text.Length).Distinct());
        // No place in the text says the same twice, but for the mark.
        var bytes = texts.ConvertAll(text => System.Buffers.Text.Base64Url.DecodeFromChars(text.AsSpan(1)));
        for (var at = 0; at < bytes[0].Length; at++)
            Assert.InRange(bytes.Select(each => each[at]).Distinct().Count(), 150, 256);
    }

    [Fact]
    public void Open_WhenACharacterWasChanged_ThenIsNone()
    {
        var text = seal.Seal(new EventPosition("00112233445566778899aabbccddeeff"));
        for (var at = 0; at < text.Length - 1; at++)
        {
            var letters = text.ToCharArray();
            letters[at] = letters[at] == 'A' ? 'B' : 'A';
            Assert.Null(seal.Open(new string(letters)));
        }

        for (var length = 0; length < text.Length; length++)
            Assert.Null(seal.Open(text[..length]));
        Assert.Null(seal.Open(text + "AAAA"));
    }

    [Fact]
    public void Open_WhenTheTextIsNone_ThenIsNone()
    {
        string[] texts = ["", "s", "s=", "s*", "nonsense", "sAAAA", new string('s', 100), new string('s', 100_000), "s\0\n", "00112233445566778899aabbccddeeff", "82656F6C0A000000032B0229296E04"];
        Assert.All(texts, text => Assert.Null(seal.Open(text)));
    }

    [Fact]
    public void Open_WhenSealedByAnotherStore_ThenIsNone()
    {
        var other = new PositionSeal(RandomNumberGenerator.GetBytes(IStoreKey.Size), UsualLength);

        Assert.Null(seal.Open(other.Seal(new EventPosition("00112233445566778899aabbccddeeff"))));
    }
}
