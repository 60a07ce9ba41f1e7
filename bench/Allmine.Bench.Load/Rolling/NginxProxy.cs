using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Allmine.Bench.Load.Rolling;

/// <summary>An nginx in front of nodes, set up as docs/operations.md says.</summary>
internal sealed class NginxProxy : IDisposable
{
    private const string ProgramVariable = "NGINX";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Process process;
    private readonly string folder;

    private NginxProxy(Process process, string folder, Uri url) => (this.process, this.folder, Url) = (process, folder, url);

    public Uri Url { get; }

    /// <summary>Starts it on a free port and waits until it listens.</summary>
    /// <exception cref="BenchException">There is no nginx, or it does not start.</exception>
    public static async Task<NginxProxy> StartAsync(string folder, IEnumerable<Uri> nodes, CancellationToken cancellationToken)
    {
        var program = Find() ?? throw new BenchException($"No nginx: set {ProgramVariable} to one, or have one on the PATH.");
        Directory.CreateDirectory(folder);
        var port = FreePort();
        var file = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(file, Configuration(port, nodes), cancellationToken);
        var start = new ProcessStartInfo(program, ["-p", folder, "-e", Path.Combine(folder, "error.log"), "-c", file]);
        var proxy = new NginxProxy(Process.Start(start)!, folder, new Uri($"http://127.0.0.1:{port}"));
        try
        {
            await proxy.WaitUntilListeningAsync(cancellationToken);
            return proxy;
        }
        catch
        {
            proxy.Dispose();
            throw;
        }
    }

    /// <summary>What it had to say, if anything.</summary>
    public IReadOnlyList<string> Log()
    {
        var log = Path.Combine(folder, "error.log");
        return File.Exists(log) ? File.ReadAllLines(log) : [];
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
                kill.WaitForExit();
            process.WaitForExit();
        }

        process.Dispose();
    }

    private static string Configuration(int port, IEnumerable<Uri> nodes)
    {
        var servers = string.Join("\n        ", nodes.Select(node => $"server {node.Authority} max_fails=1 fail_timeout=2s;"));
        return $$"""
            daemon off;
            worker_processes 1;
            pid nginx.pid;
            error_log error.log warn;
            events { worker_connections 512; }
            http {
                access_log off;
                client_body_temp_path body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
                upstream allmine {
                    {{servers}}
                    keepalive 16;
                    keepalive_timeout 2s;
                }
                server {
                    listen 127.0.0.1:{{port}};
                    client_max_body_size 102m;
                    location / {
                        proxy_pass http://allmine;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_set_header Host $http_host;
                        proxy_connect_timeout 3s;
                    }
                }
            }
            """;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(ProgramVariable) is { Length: > 0 } named)
            return File.Exists(named) ? named : throw new BenchException($"{ProgramVariable} names {named}, which does not exist.");
        // Debian has it where only the PATH of root looks.
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append("/usr/sbin");
        return folders.Select(candidate => Path.Combine(candidate, "nginx")).FirstOrDefault(File.Exists);
    }

    private async Task WaitUntilListeningAsync(CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
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
                if (process.HasExited || Stopwatch.GetElapsedTime(since) > Patience)
                    throw new BenchException($"nginx does not listen:\n{string.Join('\n', Log().TakeLast(15))}");
                await Task.Delay(20, cancellationToken);
            }
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
