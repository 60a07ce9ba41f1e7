using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Allmine.Infrastructure.Tests.Webhooks;

/// <summary>A receiver that answers with bytes, whatever they are.</summary>
internal sealed class RawReceiver : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly Func<string[], Stream, CancellationToken, Task> answer;
    private readonly X509Certificate2? certificate;
    private readonly int requestsEach;
    private int connections;

    /// <param name="answer">Called for each request, once it has been read, with the lines of its head.</param>
    /// <param name="certificate">Of TLS; null for none.</param>
    /// <param name="requestsEach">How many a connection serves; then it is closed.</param>
    public RawReceiver(Func<string[], Stream, CancellationToken, Task> answer, X509Certificate2? certificate = null, int requestsEach = 1)
    {
        (this.answer, this.certificate, this.requestsEach) = (answer, certificate, requestsEach);
        listener.Start();
        _ = AcceptAsync();
    }

    public RawReceiver(Func<Stream, CancellationToken, Task> answer, X509Certificate2? certificate = null, int requestsEach = 1)
        : this((_, stream, stop) => answer(stream, stop), certificate, requestsEach)
    {
    }

    public RawReceiver(string answer)
        : this(async (stream, stop) => await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), stop))
    {
    }

    public IPEndPoint Place => (IPEndPoint)listener.LocalEndpoint;

    /// <summary>Of the machine, by its address.</summary>
    public Uri Url => new($"http://127.0.0.1:{Place.Port}/hook?a=b");

    public int Connections => connections;

    /// <summary>How many bytes of a request are read before it is answered; null for all.</summary>
    public int? Reads { get; init; }

    /// <summary>What came: lines of the head, and the body.</summary>
    public ConcurrentQueue<(string[] Head, byte[] Body)> Requests { get; } = new();

    public void Dispose()
    {
        end.Cancel();
        listener.Stop();
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var stop = end.Token;
        while (!stop.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(stop);
            Interlocked.Increment(ref connections);
            _ = ServeAsync(client, stop);
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken stop)
    {
        using (client)
        await using (Stream stream = certificate is null ? client.GetStream() : new SslStream(client.GetStream()))
        {
            try
            {
                if (stream is SslStream tls)
                    await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop);
                for (var i = 0; i < requestsEach; i++)
                {
                    var head = await ReadAsync(stream, stop);
                    await answer(head, stream, stop);
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
            }
        }
    }

    private async Task<string[]> ReadAsync(Stream stream, CancellationToken stop)
    {
        if (Reads is { } count)
        {
            await stream.ReadExactlyAsync(new byte[count], stop);
            return [];
        }

        var head = new List<byte>();
        var one = new byte[1];
        while (!(head.Count >= 4 && head[^4..].SequenceEqual("\r\n\r\n"u8.ToArray())))
        {
            await stream.ReadExactlyAsync(one, stop);
            head.Add(one[0]);
        }

        var lines = Encoding.Latin1.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var length = lines.Single(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase))[16..];
        var body = new byte[int.Parse(length, System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, stop);
        Requests.Enqueue((lines, body));
        return lines;
    }
}
