using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Allmine.Infrastructure.Media;

/// <summary>
/// The keys of stored files: lower-case letters and digits, with an extension or without. Nothing of that form leads out of
/// a folder.
/// </summary>
internal static partial class MediaKey
{
    private const int RandomBytes = 16;

    /// <summary>A key that nobody can guess.</summary>
    /// <param name="extension">Letters and digits, without the dot; browsers and people go by it.</param>
    public static string New(string extension) => $"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes))}.{extension}";

    public static bool IsWellFormed(string key) => Form().IsMatch(key);

    /// <exception cref="ArgumentException">The key is not of the form of keys.</exception>
    public static void EnsureWellFormed(string key)
    {
        if (!IsWellFormed(key))
            throw new ArgumentException("Not a key of a file.", nameof(key));
    }

    [GeneratedRegex(@"\A[a-z0-9]{1,64}(\.[a-z0-9]{1,16})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
