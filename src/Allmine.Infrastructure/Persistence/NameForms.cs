using System.Text;
using Allmine.Application.Ports.Files;
using HarfBuzzSharp;

namespace Allmine.Infrastructure.Persistence;

/// <summary>
/// The normalization forms of Unicode: systems of Apple's send the "é" of a file's name as two characters, others as one. The runtime's own needs the
/// system's ICU, which the service does without; the tables are HarfBuzz's.
/// </summary>
internal static class NameForms
{
    private static readonly UnicodeFunctions Unicode = UnicodeFunctions.Default;

    /// <summary>The names that are this one to people: as it was given, composed and decomposed, each once.</summary>
    public static IReadOnlyList<string> Names(this FileReference reference) =>
        Ascii.IsValid(reference.IdOrName) ? [reference.IdOrName] : [.. new[] { reference.IdOrName, Compose(reference.IdOrName), Decompose(reference.IdOrName) }.Distinct(StringComparer.Ordinal)];

    /// <summary>The name itself if it is composed or decomposed; a mixture of both is a third name, which neither finds: it is composed.</summary>
    public static string Unmixed(string name) => Ascii.IsValid(name) || Decompose(name) == name ? name : Compose(name);

    public static string Decompose(string name) => string.Concat(Decomposed(name));

    public static string Compose(string name)
    {
        var runes = new List<Rune>();
        var (starter, last) = (-1, 0u);
        foreach (var rune in Decomposed(name))
        {
            var mark = ClassOf(rune);
            var isBlocked = last != 0 ? last >= mark : starter != runes.Count - 1;
            if (starter >= 0 && !isBlocked && Unicode.TryCompose(runes[starter].Value, rune.Value, out var both))
            {
                runes[starter] = new Rune(both);
                continue;
            }

            if (mark == 0)
                starter = runes.Count;
            last = mark;
            runes.Add(rune);
        }

        return string.Concat(runes);
    }

    private static List<Rune> Decomposed(string name)
    {
        var runes = new List<Rune>();
        foreach (var rune in name.EnumerateRunes())
            Add(rune, runes);
        // Marks that don't touch one another may come in any order: that of their classes is the one that counts.
        for (var from = 0; from < runes.Count;)
        {
            var marks = runes.Skip(from).TakeWhile(rune => ClassOf(rune) != 0).OrderBy(ClassOf).ToList();
            for (var at = 0; at < marks.Count; at++)
                runes[from + at] = marks[at];
            from += marks.Count + 1;
        }

        return runes;
    }

    private static uint ClassOf(Rune rune) => (uint)Unicode.GetCombiningClass(rune.Value);

    private static void Add(Rune rune, List<Rune> runes)
    {
        if (!Unicode.TryDecompose(rune.Value, out var first, out var second))
        {
            runes.Add(rune);
            return;
        }

        Add(new Rune(first), runes);
        if (second != 0)
            Add(new Rune(second), runes);
    }
}
