using System.Net;
using System.Net.Sockets;

namespace Allmine.Tests.Ports;

/// <summary>Ports for servers that a test starts by itself, and starts again.</summary>
internal static class FreePort
{
    /// <summary>Below those that systems give to whoever connects or asks for any: none of these is taken between the choice and the start, nor while a server is down.</summary>
    private const int First = 20_000;

    private const int Count = 12_000;

    private static readonly int Start = Random.Shared.Next(Count);

    private static int taken;

    /// <summary>One that nobody listens on, on the loopback interface; another one each time.</summary>
    public static int Take()
    {
        while (true)
        {
            var port = First + ((Start + Interlocked.Increment(ref taken)) % Count);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException) when (taken < Count)
            {
            }
        }
    }
}
