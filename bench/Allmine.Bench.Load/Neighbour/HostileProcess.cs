using System.Diagnostics;

namespace Allmine.Bench.Load.Neighbour;

/// <summary>The process of a hostile user.</summary>
internal sealed class HostileProcess : IDisposable
{
    private readonly Process process;

    private HostileProcess(Process process) => this.process = process;

    public static async Task<HostileProcess> StartAsync(Uri url, DirectChat chat, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(HostileProcess).Assembly.Location, "harm", "--url", $"{url}", "--chat", chat.Id, "--user", chat.First])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in settings.Where(setting => setting.Key.StartsWith("Jwt__", StringComparison.Ordinal)))
            start.Environment[name] = value;
        var hostile = new HostileProcess(Process.Start(start)!);
        await hostile.process.StandardOutput.ReadLineAsync();
        return hostile;
    }

    public void Begin() => process.StandardInput.WriteLine("begin");

    /// <returns>How often each thing was answered with each status.</returns>
    public async Task<string> EndAsync()
    {
        await process.StandardInput.WriteLineAsync("end");
        return await process.StandardOutput.ReadToEndAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }
}
