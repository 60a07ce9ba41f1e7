using System.Reflection;
using NetArchTest.Rules;

namespace Allmine.Architecture.Tests.Rules;

/// <summary>Who may know whom.</summary>
internal static class DependencyRules
{
    /// <summary>Each type depends on the namespaces named, and on nothing else.</summary>
    public static Finding KnowsOnly(PredicateList types, params string[] namespaces) =>
        Evaluate(types, types.Should().OnlyHaveDependenciesOn(namespaces));

    /// <summary>No type depends on one of the namespaces or types named.</summary>
    public static Finding DoesNotKnow(PredicateList types, params string[] names) =>
        Evaluate(types, types.ShouldNot().HaveDependencyOnAny(names));

    /// <summary>Each assembly refers to those that are allowed, and to no other.</summary>
    public static Finding RefersOnlyTo(Assembly assembly, IReadOnlySet<string> allowed)
    {
        var references = References(assembly);
        return new Finding(references, [.. references.Where(name => !allowed.Contains(name))]);
    }

    /// <summary>The assembly refers to none whose name begins with one of the prefixes.</summary>
    public static Finding DoesNotReferTo(Assembly assembly, params string[] prefixes)
    {
        var references = References(assembly);
        return new Finding(references, [.. references.Where(name => prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))]);
    }

    private static List<string> References(Assembly assembly) => [.. assembly.GetReferencedAssemblies().Select(reference => reference.Name!)];

    private static Finding Evaluate(PredicateList types, ConditionList condition) => new(
        [.. types.GetTypes().Select(type => type.Name)],
        [.. (condition.GetResult().FailingTypes ?? []).Select(type => type.Name)]);
}
