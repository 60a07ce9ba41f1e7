using System.Reflection;
using System.Text.RegularExpressions;

namespace Allmine.Architecture.Tests.Rules;

/// <summary>The name of a stored field is written once, as a constant of a class of fields.</summary>
internal static partial class StoredNameRules
{
    /// <summary>The constants of the classes of a namespace.</summary>
    public static IReadOnlySet<string> NamesIn(Assembly assembly, string @namespace) => assembly.GetTypes()
        .Where(type => type.Namespace == @namespace)
        .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
        .Where(field => field.IsLiteral && field.FieldType == typeof(string))
        .Select(field => (string)field.GetRawConstantValue()!)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>No literal is such a name, or a path with one, such as <c>$members.userId</c>. The sources are read: a compiled constant leaves no trace of where it stood.</summary>
    /// <param name="names">The names.</param>
    /// <param name="files">Sources, other than those of the constants themselves.</param>
    /// <param name="others">Words that mean something else there, as <c>File.cs: word</c>.</param>
    public static Finding AreWrittenOnce(IReadOnlySet<string> names, IEnumerable<string> files, params string[] others)
    {
        var literals = files.SelectMany(LiteralsOf).ToList();
        var written = literals
            .Where(literal => literal.Text.TrimStart('$').Split('.').Any(names.Contains))
            .Select(literal => $"{literal.File}: {literal.Text}")
            .Distinct();
        return new Finding([.. literals.Select(literal => literal.Text)], [.. written.Except(others)]);
    }

    private static IEnumerable<(string File, string Text)> LiteralsOf(string path) =>
        from line in File.ReadLines(path)
        where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
        from Match literal in Literal().Matches(line)
        select (Path.GetFileName(path), literal.Groups[1].Value);

    [GeneratedRegex("\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Literal();
}
