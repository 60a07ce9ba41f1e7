using System.Diagnostics;
using System.Globalization;
using Allmine.Infrastructure.Media.Inspection.Images.Workers;

namespace Allmine.Api.Tests.Media;

/// <summary>The processes in which a service decodes images, as Linux tells of them.</summary>
internal sealed record WorkerProcesses(int Id, long ResidentBytes)
{
    private const long Page = 4096;

    public int Niceness => int.Parse(Stat(Id)[16], CultureInfo.InvariantCulture);

    /// <summary>The most that it has had so far.</summary>
    public long PeakBytes => 1024 * long.Parse(
        File.ReadLines($"/proc/{Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    public string Environment => File.ReadAllText($"/proc/{Id}/environ");

    public string Limits => File.ReadAllText($"/proc/{Id}/limits");

    public static List<WorkerProcesses> Of(int service) =>
    [
        .. from process in Process.GetProcesses()
           where IsWorker(process.Id)
           let stat = Stat(process.Id)
           where stat.Length > 21 && stat[1] == service.ToString(CultureInfo.InvariantCulture)
           select new WorkerProcesses(process.Id, Page * long.Parse(stat[21], CultureInfo.InvariantCulture)),
    ];

    public void Kill()
    {
        using var process = Process.GetProcessById(Id);
        process.Kill();
        process.WaitForExit();
    }

    private static bool IsWorker(int id) => Read($"/proc/{id}/cmdline").Contains(ImageWorker.Command, StringComparison.Ordinal);

    /// <summary>From the third field on, the state: the name before it may hold spaces.</summary>
    private static string[] Stat(int id) => Read($"/proc/{id}/stat").Split(") ")[^1].Split(' ');

    /// <summary>Empty if the process has gone.</summary>
    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return string.Empty;
        }
    }
}
