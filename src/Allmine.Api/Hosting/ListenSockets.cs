using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Allmine.Api.Hosting;

/// <summary>The sockets that the service listens on.</summary>
internal sealed class ListenSockets
{
    // Of <sys/socket.h> and <linux/filter.h>.
    private const int SolSocket = 1;
    private const int SoAttachFilter = 26;

    /// <summary>
    /// A program for the socket's filter: a segment that asks for a connection (SYN, and no ACK) is dropped, every other one passes.
    /// Each instruction is a code, two jumps, and an operand.
    /// </summary>
    private static readonly (ushort Code, byte True, byte False, uint Operand)[] DropRequests =
    [
        (0x30, 0, 0, 13),
        (0x54, 0, 0, 0x12),
        (0x15, 0, 1, 0x02),
        (0x06, 0, 0, 0),
        (0x06, 0, 0, uint.MaxValue),
    ];

    private readonly ConcurrentBag<Socket> sockets = [];

    /// <summary>Makes a socket as the server would by itself.</summary>
    public Socket Listen(EndPoint endPoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        sockets.Add(socket);
        return socket;
    }

    /// <summary>
    /// Lets no more connections begin; those that have begun are still taken. To close a socket without that is to reset
    /// connections that the system has made and nobody has taken yet, perhaps with a request on its way. Who connects now tries
    /// again by itself, a second later, and is refused once the socket is closed.
    /// </summary>
    /// <returns>Whether this system can do that.</returns>
    public bool RefuseConnections()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        var refused = false;
        foreach (var socket in sockets.Where(socket => socket.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
            refused |= TryRefuse(socket);
        return refused;
    }

    private static bool TryRefuse(Socket socket)
    {
        var program = new byte[DropRequests.Length * 8];
        for (var i = 0; i < DropRequests.Length; i++)
        {
            var instruction = program.AsSpan(i * 8);
            MemoryMarshal.Write(instruction, DropRequests[i].Code);
            instruction[2] = DropRequests[i].True;
            instruction[3] = DropRequests[i].False;
            MemoryMarshal.Write(instruction[4..], DropRequests[i].Operand);
        }

        // struct sock_fprog: a length, and the address of the program.
        var pinned = GCHandle.Alloc(program, GCHandleType.Pinned);
        try
        {
            var option = new byte[2 * IntPtr.Size];
            MemoryMarshal.Write(option, (ushort)DropRequests.Length);
            MemoryMarshal.Write(option.AsSpan(IntPtr.Size), pinned.AddrOfPinnedObject());
            socket.SetRawSocketOption(SolSocket, SoAttachFilter, option);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            pinned.Free();
        }
    }
}
