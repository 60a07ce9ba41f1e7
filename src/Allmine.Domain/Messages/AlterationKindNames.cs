namespace Allmine.Domain.Messages;

/// <summary>The names of the kinds of alteration, as stores keep them.</summary>
public static class AlterationKindNames
{
    /// <summary>Every name, in the order of the kinds.</summary>
    public static IReadOnlyList<string> Names { get; } = ["edited", "deleted", "reacted", "unreacted", "pinned", "unpinned", "thumbnail", "chat"];

    public static string NameOf(AlterationKind kind) => Names[(int)kind - 1];

    /// <summary>The kind of that very name; null for any other text.</summary>
    public static AlterationKind? Parse(string? name)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name)
                return (AlterationKind)(i + 1);
        }

        return null;
    }
}
