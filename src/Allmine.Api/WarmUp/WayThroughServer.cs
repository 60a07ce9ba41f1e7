using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Allmine.Api.WarmUp;

/// <summary>The way that everybody's requests come: over a connection of this process to itself, through the server.</summary>
internal sealed class WayThroughServer : IRehearsedWay, IDisposable
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] EndOfChunks = "\r\n0\r\n\r\n"u8.ToArray();

    private readonly Socket socket;
    private readonly string host;
    private readonly byte[] buffer = new byte[64 * 1024];
    private bool inOnePiece;

    private WayThroughServer(Socket socket, string host) => (this.socket, this.host) = (socket, host);

    public int Port => ((IPEndPoint)socket.LocalEndPoint!).Port;

    /// <summary>Null where nothing listens for plain HTTP, or the machine does not let a program call itself.</summary>
    /// <param name="addresses">That the server listens on.</param>
    /// <param name="host">By which name to call it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<WayThroughServer?> OpenAsync(IEnumerable<string> addresses, string host, CancellationToken cancellationToken)
    {
        if (EndPointOf(addresses) is not { } endPoint)
            return null;
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new WayThroughServer(socket, host);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    public async Task<(int Status, string Body)> SendAsync(RehearsedRequest request, CancellationToken cancellationToken)
    {
        var head = Encoding.ASCII.GetBytes(
            $"{request.Method} {request.Address} HTTP/1.1\r\nHost: {host}\r\n"
            + string.Concat(request.Headers.Select(header => $"{header.Key}: {header.Value}\r\n"))
            + (request.Body is { Length: var length } ? string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n") : "")
            + "\r\n");
        // Bodies come with their heads, or after them; the server reads either in its own way.
        inOnePiece = !inOnePiece;
        if (request.Body is null)
            await socket.SendAsync(head, cancellationToken);
        else if (inOnePiece)
            await socket.SendAsync((byte[])[.. head, .. request.Body], cancellationToken);
        else
            await SendInTwoAsync(head, request.Body, cancellationToken);
        return await ReceiveAsync(cancellationToken);
    }

    public void Dispose() => socket.Dispose();

    private async Task SendInTwoAsync(byte[] head, byte[] body, CancellationToken cancellationToken)
    {
        await socket.SendAsync(head, cancellationToken);
        await Task.Delay(1, cancellationToken);
        await socket.SendAsync(body, cancellationToken);
    }

    private async Task<(int Status, string Body)> ReceiveAsync(CancellationToken cancellationToken)
    {
        for (var length = 0; ;)
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            if (count == 0)
                throw new IOException("The service has closed the connection of its own warm-up.");
            length += count;
            if (Read(buffer.AsSpan(0, length)) is { } answer)
                return answer;
        }
    }

    /// <summary>Null until all of it is there.</summary>
    private static (int Status, string Body)? Read(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf(EndOfHead);
        if (end < 0)
            return null;
        var head = Encoding.ASCII.GetString(bytes[..end]);
        var body = bytes[(end + EndOfHead.Length)..];
        var isWhole = head.Split("\r\nContent-Length: ") is [_, var rest]
            ? body.Length >= int.Parse(rest.Split("\r\n")[0], CultureInfo.InvariantCulture)
            : body.EndsWith(EndOfChunks);
        return isWhole ? (int.Parse(head.Split(' ')[1], CultureInfo.InvariantCulture), Encoding.UTF8.GetString(body)) : null;
    }

    private static IPEndPoint? EndPointOf(IEnumerable<string> addresses)
    {
        var listening = addresses.Select(BindingAddress.Parse).FirstOrDefault(address => address is { Scheme: "http", IsUnixPipe: false, IsNamedPipe: false });
        if (listening is null)
            return null;
        if (!IPAddress.TryParse(listening.Host.Trim('[', ']'), out var address) || address.Equals(IPAddress.Any))
            address = IPAddress.Loopback;
        else if (address.Equals(IPAddress.IPv6Any))
            address = IPAddress.IPv6Loopback;
        // One of the machine's other addresses is no loopback address, by which the requests are known.
        return IPAddress.IsLoopback(address) ? new IPEndPoint(address, listening.Port) : null;
    }
}
