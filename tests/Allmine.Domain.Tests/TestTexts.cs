using System.Text.RegularExpressions;

namespace Allmine.Domain.Tests;

/// <summary>Texts at the edges of the rules, for the tests of everything that holds text.</summary>
public static class TestTexts
{
    /// <summary>One scalar value, two UTF-16 units, four bytes of UTF-8.</summary>
    public const string Emoji = "\U0001F600";

    /// <summary>Every character with the Unicode property White_Space.</summary>
    public const string WhiteSpace =
        "\u0009\u000A\u000B\u000C\u000D\u0020\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A"
        + "\u2028\u2029\u202F\u205F\u3000";

    /// <summary>
    /// Texts that can't be stored and returned as they are, with their units escaped: a test runner would replace them.
    /// </summary>
    public static TheoryData<string> Malformed =>
    [
        @"\0",
        @"a\0b",
        @"end\0",
        @"\uD83D",
        @"\uDE00",
        @"end\uD83D",
        @"\uDE00start",
        @"a\uD83Db",
        @"\uD83D\uDE00\uDE00",
        @"\uD83D\uD83D\uDE00",
        @"\uDE00\uD83D",
    ];

    public static string Unescape(string text) => Regex.Unescape(text);

    public static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
