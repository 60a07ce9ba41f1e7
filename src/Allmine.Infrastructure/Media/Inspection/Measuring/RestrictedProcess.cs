using System.Diagnostics;
using System.Globalization;

namespace Allmine.Infrastructure.Media.Inspection.Measuring;

/// <summary>How a program is started that works on what strangers sent.</summary>
internal static class RestrictedProcess
{
    private const string Shell = "/bin/sh";

    /// <summary>
    /// The shell becomes the program once the limits are set. It leaves no core. Where a system knows a limit not, the others hold.
    /// </summary>
    private const string Script = """ulimit -c 0; ulimit -f "$1"; ulimit -t "$2"; ulimit -v "$3"; shift 3; exec "$@" """;

    /// <summary>With an empty environment: the service's own holds its keys. With limits, where there is a shell.</summary>
    /// <param name="program">An absolute path.</param>
    /// <param name="arguments">Of the program.</param>
    /// <param name="limits">Of the process.</param>
    public static ProcessStartInfo Start(string program, IEnumerable<string> arguments, ProcessLimits limits)
    {
        var hasShell = !OperatingSystem.IsWindows() && File.Exists(Shell);
        var start = new ProcessStartInfo(hasShell ? Shell : program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.Environment.Clear();
        string[] words = hasShell
            ? ["-c", Script, Shell, Blocks(limits.MaxFileBytes, 512), $"{limits.MaxProcessorSeconds}", Blocks(limits.MaxMemory, 1024), program, .. arguments]
            : [.. arguments];
        foreach (var word in words)
            start.ArgumentList.Add(word);
        return start;
    }

    /// <summary>The shell counts in these.</summary>
    private static string Blocks(long bytes, int size) => ((bytes + size - 1) / size).ToString(CultureInfo.InvariantCulture);
}
