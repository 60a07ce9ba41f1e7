using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Allmine.Bench.Load.Suite;

/// <summary>A running program, on a loopback port of its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly string log;

    private ServerProcess(Process process, Uri url, string log) => (this.process, Url, this.log) = (process, url, log);

    public Uri Url { get; }

    /// <summary>Memory of the process that is in RAM, in MiB.</summary>
    public double ResidentMegabytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / (1024.0 * 1024);
        }
    }

    /// <summary>Starts the program and comes back at once.</summary>
    /// <param name="program">What to start.</param>
    /// <param name="folder">Where it keeps its data; its log is written beside.</param>
    /// <param name="settings">Environment for this start.</param>
    /// <param name="port">The port to listen on, or 0 for a free one.</param>
    public static ServerProcess Launch(
        ServerProgram program, string folder, IReadOnlyDictionary<string, string> settings, int port = 0)
    {
        Directory.CreateDirectory(folder);
        var log = folder + ".log";
        var url = new Uri($"http://127.0.0.1:{(port == 0 ? FreePort() : port)}");

        // The shell is replaced by the program, which then has the process id that is known here.
        var start = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", $"exec dotnet '{program.Assembly}' {program.Arguments} >>'{log}' 2>&1" },
            WorkingDirectory = Path.GetDirectoryName(program.Assembly),
        };
        // It is the load's own; the service is measured as it starts without any such setting.
        start.Environment.Remove("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS");
        foreach (var (name, value) in settings.Concat(program.Environment))
            start.Environment[name] = value;
        start.Environment["ASPNETCORE_URLS"] = url.ToString();
        start.Environment["Embedded__Path"] = folder;
        return new ServerProcess(Process.Start(start)!, url, log);
    }

    /// <summary>Waits until the program accepts connections.</summary>
    public async Task WaitUntilListeningAsync(CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(Url.Host, Url.Port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                ThrowIfEnded();
                if (Stopwatch.GetElapsedTime(start) > StartPatience)
                    throw new BenchException($"No connection after {StartPatience.TotalSeconds} s; see {log}");
                await Task.Delay(5, cancellationToken);
            }
        }
    }

    /// <summary>Waits until the service says that it is ready.</summary>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        await WaitUntilListeningAsync(cancellationToken);
        using var http = new HttpClient { BaseAddress = Url, Timeout = StartPatience };
        while (true)
        {
            using (var answer = await http.GetAsync("/health/ready", cancellationToken))
            {
                if (answer.StatusCode == HttpStatusCode.OK)
                    return;
            }

            ThrowIfEnded();
            if (Stopwatch.GetElapsedTime(start) > StartPatience)
                throw new BenchException($"Not ready after {StartPatience.TotalSeconds} s; see {log}");
            await Task.Delay(10, cancellationToken);
        }
    }

    public void ThrowIfEnded()
    {
        if (process.HasExited)
            throw new BenchException($"The program ended with exit code {process.ExitCode}:\n{Tail()}");
    }

    /// <summary>SIGKILL: nothing of the program runs any more when this returns.</summary>
    public void KillHard()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>SIGTERM, and SIGKILL if that does not help.</summary>
    public async Task StopAsync()
    {
        if (process.HasExited)
            return;
        using (var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {process.Id}"]))
            await kill.WaitForExitAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            KillHard();
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
            KillHard();
        process.Dispose();
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private string Tail() => File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(15)) : "(no output)";
}
