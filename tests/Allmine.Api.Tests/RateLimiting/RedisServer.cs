using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Allmine.Tests.Ports;

namespace Allmine.Api.Tests.RateLimiting;

/// <summary>A redis-server of Debian's, on a free port of the loopback address, that keeps nothing.</summary>
internal sealed class RedisServer : IDisposable
{
    private const string Program = "/usr/bin/redis-server";

    private Process process;

    private RedisServer(int port)
    {
        Port = port;
        process = Start();
    }

    /// <summary>Why the tests that need one are skipped; null if they need not be.</summary>
    public static string? Missing => File.Exists(Program) ? null : "redis-server is missing: install Debian's package redis-server";

    public int Port { get; }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    public static async Task<RedisServer> StartAsync()
    {
        var server = new RedisServer(FreePort.Take());
        await server.ListensAsync();
        return server;
    }

    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public Task StartAgainAsync()
    {
        process.Dispose();
        process = Start();
        return ListensAsync();
    }

    public void Dispose()
    {
        Kill();
        process.Dispose();
    }

    private Task ListensAsync() => Eventually.HoldsAsync(() =>
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    });

    private Process Start()
    {
        var port = Port.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(Program, ["--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no"])
        {
            RedirectStandardOutput = true,
        };
        var started = Process.Start(start)!;
        _ = started.StandardOutput.ReadToEndAsync();
        return started;
    }
}
