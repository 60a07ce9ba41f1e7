using System.Reflection;
using Allmine.Application.Behaviors;
using Allmine.Domain.Messages;
using Allmine.Infrastructure;
using NetArchTest.Rules;

namespace Allmine.Architecture.Tests;

/// <summary>The assemblies of the service, and the parts of them that rules speak of.</summary>
internal static class Layers
{
    public const string FixtureNamespace = "Allmine.Architecture.Tests.Fixtures";
    public const string MongoNamespace = "Allmine.Infrastructure.Persistence.Mongo";
    public const string SqliteNamespace = "Allmine.Infrastructure.Persistence.Sqlite";

    public const string InspectionNamespace = "Allmine.Infrastructure.Media.Inspection";

    public static Assembly Domain { get; } = typeof(Message).Assembly;

    public static Assembly Application { get; } = typeof(TelemetryBehavior<,>).Assembly;

    public static Assembly Infrastructure { get; } = typeof(StoreSetupException).Assembly;

    public static Assembly Api { get; } = typeof(Program).Assembly;

    /// <summary>This very assembly, which holds the bad examples.</summary>
    public static Assembly Fixtures { get; } = typeof(Layers).Assembly;

    public static PredicateList In(Assembly assembly, string @namespace) => Types.InAssembly(assembly).That().ResideInNamespaceMatching(PatternOf(@namespace));

    public static PredicateList Outside(Assembly assembly, string @namespace) => Types.InAssembly(assembly).That().DoNotResideInNamespaceMatching(PatternOf(@namespace));

    /// <summary>The bad examples of one rule.</summary>
    public static PredicateList FixturesOf(string rule) => In(Fixtures, $"{FixtureNamespace}.{rule}");

    private static string PatternOf(string @namespace) => $"^{@namespace.Replace(".", @"\.", StringComparison.Ordinal)}(\\.|$)";
}
