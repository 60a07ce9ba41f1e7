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
}
