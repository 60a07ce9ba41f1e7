using Allmine.Api.Configuration;
using Allmine.Api.Tests.Hosting;

namespace Allmine.Api.Tests.Processes;

/// <summary>What every start that fails has in common.</summary>
internal static class StartFailures
{
    /// <summary>The service ends with one sentence that names all of these, and with an exit code other than 0. What it logs before has no stack trace.</summary>
    public static async Task ExpectAsync(IEnumerable<string> named, params (string Name, string? Value)[] settings)
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output, errors) = await ServiceProcess.FailAsync(folder.Path, settings);

        Assert.NotEqual(0, exitCode);
        Assert.All(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), logged => Assert.True(
            logged.Contains("the start waits for it", StringComparison.Ordinal) || logged.Contains(" starts in ", StringComparison.Ordinal), logged));
        var line = Assert.Single(errors.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("Allmine can't start: ", line, StringComparison.Ordinal);
        Assert.All(named, name => Assert.Contains(name, line, StringComparison.Ordinal));
        Assert.DoesNotContain("Exception", line, StringComparison.Ordinal);
        Assert.DoesNotContain(JwtSettings.DevelopmentSigningKey, line, StringComparison.Ordinal);
    }
}
