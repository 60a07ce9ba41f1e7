using System.Diagnostics;

namespace Allmine.Infrastructure.Tests.Media.S3;

/// <summary>
/// A server that speaks S3, from <c>tests/s3</c>: started by node on a free port of the loopback interface. Where node or the
/// server's package is missing, the tests that need it are skipped and say why.
/// </summary>
internal sealed class S3Server : IDisposable
{
    public const string Bucket = "allmine-files";
    public const string AccessKey = "S3RVER";
    public const string SecretKey = "S3RVER";

    private readonly Process process;

    private S3Server(Process process, string port)
    {
        this.process = process;
        Address = $"http://127.0.0.1:{port}";
    }

    /// <summary>Why there is no S3 server; null if there is one to start.</summary>
    public static string? Absence { get; } = FindAbsence();

    public string Address { get; }

    /// <summary>A new server with an empty bucket.</summary>
    public static S3Server Start()
    {
        var process = Process.Start(new ProcessStartInfo("node", ["server.mjs", Bucket])
        {
            WorkingDirectory = Folder!,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return new S3Server(process, process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The S3 server did not start."));
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private static string? Folder { get; } = FindFolder();

    private static string? FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "s3");
            if (File.Exists(Path.Combine(candidate, "server.mjs")))
                return candidate;
        }

        return null;
    }

    private static string? FindAbsence()
    {
        if (!Directory.Exists(Path.Combine(FindFolder() ?? ".", "node_modules", "s3rver")))
            return "No S3 server: run npm ci in tests/s3.";
        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        return folders.Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "node.exe" : "node")))
            ? null
            : "No S3 server: node, which runs it, is not on the PATH.";
    }
}
