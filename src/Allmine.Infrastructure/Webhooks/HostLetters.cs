using System.Globalization;
using System.Text;

namespace Allmine.Infrastructure.Webhooks;

/// <summary>
/// Which letters of other scripts a host may have. What stands for another sign by Unicode's compatibility (digits of full width or in circles,
/// mathematical letters, stops of other scripts), or isn't seen, can make an address or <c>localhost</c> of a host that does not look like it.
/// </summary>
internal static class HostLetters
{
    /// <summary>Letters and marks to Unicode that stand for letters of ASCII, or are ignored; first and last.</summary>
    private static readonly (int First, int Last)[] Standing =
    [
        // Raised, lowered, long: ª º ſ, and phonetic modifiers.
        (0xaa, 0xaa), (0xba, 0xba), (0x17f, 0x17f), (0x2b0, 0x2b8), (0x2e0, 0x2e4), (0x1d2c, 0x1d6a), (0x1d78, 0x1d78), (0x1d9b, 0x1dbf), (0x1e9a, 0x1e9b), (0x2071, 0x209c), (0x2c7c, 0x2c7d),
        (0xa7f2, 0xa7f4), (0xa7f8, 0xa7f9), (0xab5c, 0xab5f), (0x10780, 0x107bf),
        // Like letters, joined, of full and half width, mathematical.
        (0x132, 0x133), (0x13f, 0x140), (0x149, 0x149), (0x1c4, 0x1cc), (0x1f1, 0x1f3), (0x2100, 0x214f), (0xfb00, 0xfb06), (0xff00, 0xffef), (0x1d400, 0x1d7ff),
        // Not seen.
        (0x34f, 0x34f), (0x115f, 0x1160), (0x17b4, 0x17b5), (0x180b, 0x180f), (0x3164, 0x3164), (0xfe00, 0xfe0f), (0xe0100, 0xe01ef),
    ];

    /// <param name="authority">Host and port of a URL; what is ASCII is allowed here.</param>
    public static bool AreAllowed(string authority)
    {
        foreach (var letter in authority.AsSpan().EnumerateRunes())
        {
            if (!letter.IsAscii && (Rune.GetUnicodeCategory(letter) > UnicodeCategory.SpacingCombiningMark || Array.Exists(Standing, range => letter.Value >= range.First && letter.Value <= range.Last)))
                return false;
        }

        return true;
    }
}
