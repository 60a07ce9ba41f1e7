using System.Net;
using System.Net.Sockets;

namespace Allmine.Infrastructure.Webhooks;

/// <summary>How names are looked up and connections made. Tests have their own, which reach nothing beyond loopback.</summary>
/// <param name="ResolveAsync">All addresses of a name.</param>
/// <param name="ConnectAsync">Opens a connection to exactly that address.</param>
public sealed record WebhookNetwork(
    Func<string, CancellationToken, Task<IPAddress[]>> ResolveAsync,
    Func<IPEndPoint, CancellationToken, Task<Stream>> ConnectAsync)
{
    public static WebhookNetwork System { get; } = new((name, token) => Dns.GetHostAddressesAsync(name, token), ConnectSocketAsync);

    private static async Task<Stream> ConnectSocketAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
