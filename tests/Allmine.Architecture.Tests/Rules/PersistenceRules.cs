using System.Reflection;
using Allmine.Domain.Errors;
using Mono.Cecil;

namespace Allmine.Architecture.Tests.Rules;

/// <summary>
/// What is stored is never judged by today's rules: a rule that is tightened, or a newer version's data, would make stored
/// records refuse whoever reads them.
/// </summary>
internal static class PersistenceRules
{
    /// <summary>No code of the namespace calls a method of the domain that can refuse a request as invalid, directly or through another one.</summary>
    public static Finding AppliesNoRuleOfRequests(Assembly assembly, string @namespace)
    {
        var judging = MethodsThatJudge();
        using var module = ModuleDefinition.ReadModule(assembly.Location);
        var calls =
            from type in AllTypes(module)
            where NamespaceOf(type) is { } own && (own == @namespace || own.StartsWith($"{@namespace}.", StringComparison.Ordinal))
            from method in type.Methods
            from called in Calls(method)
            where called.DeclaringType.Scope.Name.StartsWith("Allmine.Domain", StringComparison.Ordinal)
            select (Caller: $"{OutermostOf(type).Name}", Called: called.GetElementMethod().FullName, Name: $"{called.DeclaringType.Name}.{called.Name}");
        var all = calls.Distinct().ToList();
        return new Finding([.. all.Select(call => call.Called)], [.. all.Where(call => judging.Contains(call.Called)).Select(call => $"{call.Caller}: {call.Name}").Distinct()]);
    }

    private static HashSet<string> MethodsThatJudge()
    {
        using var domain = ModuleDefinition.ReadModule(typeof(InvalidRequestException).Assembly.Location);
        var calls = AllTypes(domain).SelectMany(type => type.Methods).ToDictionary(method => method.FullName, method => Calls(method).Select(called => called.FullName).ToList());
        var judging = calls.Where(method => method.Value.Exists(called => called.Contains($"{nameof(InvalidRequestException)}::.ctor", StringComparison.Ordinal)))
            .Select(method => method.Key).ToHashSet();
        for (var before = -1; before != judging.Count;)
        {
            before = judging.Count;
            judging.UnionWith(calls.Where(method => method.Value.Exists(judging.Contains)).Select(method => method.Key).ToList());
        }

        return judging;
    }

    private static IEnumerable<MethodReference> Calls(MethodDefinition method) =>
        method.HasBody ? method.Body.Instructions.Select(instruction => instruction.Operand).OfType<MethodReference>() : [];

    private static IEnumerable<TypeDefinition> AllTypes(ModuleDefinition module) => module.GetTypes();

    private static TypeDefinition OutermostOf(TypeDefinition type) => type.DeclaringType is { } outer ? OutermostOf(outer) : type;

    private static string? NamespaceOf(TypeDefinition type) => OutermostOf(type).Namespace;
}
