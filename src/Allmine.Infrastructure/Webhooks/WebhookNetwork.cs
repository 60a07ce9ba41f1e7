using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Allmine.Infrastructure.Webhooks;

/// <summary>How names are looked up and connections made: tests have their own, so that nothing of theirs leaves the machine.</summary>
internal sealed record WebhookNetwork
{
    /// <summary>All addresses of a name.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>A connection to an address.</summary>
    public Func<IPEndPoint, CancellationToken, Task<Stream>> Connect { get; init; } = ConnectAsync;

    /// <summary>Roots that receivers' certificates may come from; none for those of the system.</summary>
    public IReadOnlyList<X509Certificate2> Trusted { get; init; } = [];

    private static async Task<Stream> ConnectAsync(IPEndPoint place, CancellationToken cancellationToken)
    {
        var socket = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(place, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
