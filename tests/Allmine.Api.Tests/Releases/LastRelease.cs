using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Releases;

/// <summary>
/// The service as the last release has it. tests/last-release has its commit, or ALLMINE_LAST_RELEASE; tests/build-last-release.sh
/// builds it.
/// </summary>
internal static class LastRelease
{
    private const string CommitVariable = "ALLMINE_LAST_RELEASE";

    public static string Commit { get; } = Environment.GetEnvironmentVariable(CommitVariable) is { Length: > 0 } commit
        ? commit
        : File.ReadAllText(RepositoryFile.At("tests", "last-release")).Trim();

    public static string Program { get; } =
        Path.Combine(RepositoryFile.At("artifacts", "last-release", Commit), "src", "Allmine.Api", "bin", "Release", "net10.0", "Allmine.Api.dll");

    /// <summary>Why it can't be run; null if it can.</summary>
    public static string? Absence { get; } = File.Exists(Program)
        ? null
        : $"No build of the last release, {Commit}: tests/build-last-release.sh makes it, in a checkout that has the commit (not in a shallow one).";

    /// <summary>Skips the test where there is no such build.</summary>
    public static void Demand() => Skip.If(Absence is not null, Absence);
}
