using System.Diagnostics;
using System.Globalization;

namespace Allmine.Infrastructure.Media.Inspection.Measuring;

/// <summary>How a program is started that works on what strangers sent.</summary>
internal static class RestrictedProcess
{
    private const string Shell = "/bin/sh";

    /// <summary>
    /// The shell becomes the program once the limits are set. It writes no file and leaves no core. Where a system knows a limit not, the
    /// others hold.
    /// </summary>
    private const string Script = """ulimit -c 0; ulimit -f 0; ulimit -t "$1"; ulimit -v "$2"; shift 2; exec "$@" """;

    /// <summary>With an empty environment: the service's own holds its keys. With limits, where there is a shell.</summary>
    /// <param name="program">An absolute path.</param>
    /// <param name="arguments">Of the program.</param>
    /// <param name="maxMemory">That it may address, in bytes.</param>
    /// <param name="maxProcessorSeconds">After which it is killed.</param>
    public static ProcessStartInfo Start(string program, IEnumerable<string> arguments, long maxMemory, int maxProcessorSeconds)
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
        if (hasShell)
        {
            string[] limits = ["-c", Script, Shell, $"{maxProcessorSeconds}", (maxMemory / 1024).ToString(CultureInfo.InvariantCulture), program];
            foreach (var limit in limits)
                start.ArgumentList.Add(limit);
        }

        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }
}
