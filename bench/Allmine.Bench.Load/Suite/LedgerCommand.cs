using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Allmine.Bench.Load.Suite;

/// <summary>The service's command <c>verify-ledger</c>, on the store and with the settings of the service that runs.</summary>
internal sealed partial class LedgerCommand(ServerProgram program, string folder, IReadOnlyDictionary<string, string> settings)
{
    /// <returns>The transfers that it counted, or what is wrong.</returns>
    public async Task<(long Transfers, string? Fault)> RunAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [program.Assembly, "verify-ledger"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(program.Assembly),
        };
        foreach (var (name, value) in settings.Concat(program.Environment))
            start.Environment[name] = value;
        start.Environment["Embedded__Path"] = folder;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            return (0, $"exit code {process.ExitCode}: {output}{await errors}");
        return Counted().Match(output) is { Success: true } counted
            ? (long.Parse(counted.Groups[1].Value, CultureInfo.InvariantCulture), null)
            : (0, $"no count in: {output}");
    }

    [GeneratedRegex(@"\btransfers (\d+)\b")]
    private static partial Regex Counted();
}
