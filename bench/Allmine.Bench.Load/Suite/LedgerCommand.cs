using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Allmine.Bench.Load.Suite;

/// <summary>The service's command <c>verify-ledger</c>, on the store and with the settings of the service that runs.</summary>
internal sealed partial class LedgerCommand(ServerProgram program, string folder, IReadOnlyDictionary<string, string> settings)
{
    private const int SamplesOfSecond = 20;

    /// <summary>The most memory in RAM that a run was seen with.</summary>
    public double PeakMegabytes { get; private set; }

    /// <summary>The processor time of the last run, which tells what it needs where others use the machine.</summary>
    public double ProcessorSeconds { get; private set; }

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
        var reading = process.StandardOutput.ReadToEndAsync(cancellationToken);
        while (await Task.WhenAny(reading, Task.Delay(1000 / SamplesOfSecond, cancellationToken)) != reading)
            Sample(process);
        var output = await reading;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            return (0, $"exit code {process.ExitCode}: {output}{await errors}");
        return Counted().Match(output) is { Success: true } counted
            ? (long.Parse(counted.Groups[1].Value, CultureInfo.InvariantCulture), null)
            : (0, $"no count in: {output}");
    }

    private void Sample(Process process)
    {
        try
        {
            process.Refresh();
            PeakMegabytes = Math.Max(PeakMegabytes, process.WorkingSet64 / (1024.0 * 1024));
            ProcessorSeconds = process.TotalProcessorTime.TotalSeconds;
        }
        catch (InvalidOperationException)
        {
            // It has ended meanwhile; what was seen before counts.
        }
    }

    [GeneratedRegex(@"\btransfers (\d+)\b")]
    private static partial Regex Counted();
}
