using System.Reflection;

namespace Allmine.Api;

/// <summary>Which build this is.</summary>
internal static class ProgramVersion
{
    /// <summary>As of semantic versioning, with the commit after a plus where the build knows it.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    /// <summary>Without the commit.</summary>
    public static string Short { get; } = Text.Split('+')[0];

    /// <summary>The commit alone, with a word after it if the build had changes of its own; null where the build did not know it.</summary>
    public static string? Commit { get; } = Text.IndexOf('+', StringComparison.Ordinal) is >= 0 and var plus ? Text[(plus + 1)..] : null;

    /// <summary>What <c>/health/live</c> answers.</summary>
    public static string LiveAnswer { get; } =
        $$"""{"status":"live","version":"{{Short}}","commit":{{(Commit is null ? "null" : $"\"{Commit}\"")}}}""";
}
