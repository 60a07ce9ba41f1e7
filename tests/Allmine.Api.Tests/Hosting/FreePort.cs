using System.Net;
using System.Net.Sockets;

namespace Allmine.Api.Tests.Hosting;

/// <summary>Ports of the loopback address that a server takes later.</summary>
internal static class FreePort
{
    private const int Lowest = 10_000;

    /// <summary>Below those that Linux gives to whoever asks for any: in the meantime no connection and no other server gets it by chance.</summary>
    private const int BelowThoseGiven = 32_768;

    public static int Find()
    {
        while (true)
        {
            var port = Random.Shared.Next(Lowest, BelowThoseGiven);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: another one.
            }
        }
    }
}
