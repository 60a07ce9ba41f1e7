using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Allmine.Api.WarmUp;

/// <summary>
/// One connection to the service itself, for what the server does before the pipeline: reading a head and a body as sends have
/// them. It asks only whether the service lives. Where nothing listens for plain HTTP it is left out.
/// </summary>
internal sealed class RehearsedConnection(IServer server)
{
    private static readonly byte[] Body = "{}"u8.ToArray();

    private static readonly byte[] Head = Encoding.ASCII.GetBytes(
        $"POST /health/live HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\nIdempotency-Key: rehearsal\r\n\r\n");

    private static readonly byte[] Last = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (EndPointOf(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []) is not { } endPoint)
            return;
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(endPoint, cancellationToken);
            var buffer = new byte[4096];
            await socket.SendAsync(Head, cancellationToken);
            // The answer waits for no body; the body comes late, and is waited for before the next request.
            await socket.ReceiveAsync(buffer, cancellationToken);
            await socket.SendAsync(Body, cancellationToken);
            await socket.SendAsync(Last, cancellationToken);
            while (await socket.ReceiveAsync(buffer, cancellationToken) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Perhaps the machine does not let a program call itself.
        }
    }

    private static EndPoint? EndPointOf(IEnumerable<string> addresses)
    {
        var listening = addresses.Select(BindingAddress.Parse).FirstOrDefault(address => address is { Scheme: "http", IsUnixPipe: false, IsNamedPipe: false });
        if (listening is null)
            return null;
        if (!IPAddress.TryParse(listening.Host.Trim('[', ']'), out var address) || address.Equals(IPAddress.Any))
            address = IPAddress.Loopback;
        return new IPEndPoint(address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : address, listening.Port);
    }
}
