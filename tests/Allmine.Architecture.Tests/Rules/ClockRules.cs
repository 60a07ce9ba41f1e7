using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Allmine.Architecture.Tests.Rules;

/// <summary>Time comes from <see cref="TimeProvider"/>, and nobody sleeps.</summary>
internal static class ClockRules
{
    private static readonly HashSet<string> Banned =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today",
        "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.Threading.Thread.Sleep",
    ];

    /// <summary>The compiled assembly calls none of them: this sees what an analyzer that is switched off does not.</summary>
    public static Finding AsksNoOtherClock(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        var called = metadata.MemberReferences.Select(handle => Name(metadata, metadata.GetMemberReference(handle))).OfType<string>().ToList();
        return new Finding(called, [.. called.Where(Banned.Contains).Distinct()]);
    }

    private static string? Name(MetadataReader metadata, MemberReference member)
    {
        if (member.Parent.Kind != HandleKind.TypeReference)
            return null;
        var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}.{metadata.GetString(member.Name)}";
    }
}
