using System.Buffers.Text;
using System.Globalization;
using System.Net.Sockets;

namespace Allmine.Bench.Load;

/// <summary>One kept-alive HTTP/1.1 connection that reads no more of an answer than a measurement needs.</summary>
internal sealed class RawConnection(Uri url) : IDisposable
{
    private readonly byte[] received = new byte[64 * 1024];
    private Socket? socket;

    public byte[] Outgoing { get; } = new byte[4096];

    public void Dispose() => socket?.Dispose();

    /// <summary>Connects now, so that the first request does not wait for it.</summary>
    public Task OpenAsync(CancellationToken cancellationToken) => socket is null ? ConnectAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Sends the request and answers what came back.</summary>
    /// <exception cref="SocketException">The connection is gone; the next call opens another one.</exception>
    public async ValueTask<Reply> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        try
        {
            if (socket is null)
                await ConnectAsync(cancellationToken);
            for (var sent = 0; sent < request.Length;)
                sent += await socket!.SendAsync(request[sent..], SocketFlags.None, cancellationToken);

            for (var length = 0; ;)
            {
                var count = await socket!.ReceiveAsync(received.AsMemory(length), SocketFlags.None, cancellationToken);
                if (count == 0)
                    throw new SocketException((int)SocketError.ConnectionReset);
                length += count;
                if (TryRead(received.AsSpan(0, length), out var reply, out var close))
                {
                    if (close)
                        Drop();
                    return reply;
                }
            }
        }
        catch
        {
            Drop();
            throw;
        }
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(url.Host, url.Port, cancellationToken);
    }

    private void Drop()
    {
        socket?.Dispose();
        socket = null;
    }

    /// <summary>True once the whole answer is there. One answer at a time: nothing follows it.</summary>
    private static bool TryRead(ReadOnlySpan<byte> bytes, out Reply reply, out bool close)
    {
        (reply, close) = (default, false);
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;

        var head = bytes[..(end + 2)];
        var body = bytes[(end + 4)..];
        if (Header(head, "\r\nContent-Length: "u8) is { IsEmpty: false } length)
        {
            if (body.Length < int.Parse(length, CultureInfo.InvariantCulture))
                return false;
        }
        else if (head.IndexOf("\r\nTransfer-Encoding: chunked"u8) >= 0 && !body.EndsWith("\r\n0\r\n\r\n"u8))
        {
            return false;
        }

        var status = int.Parse(head.Slice("HTTP/1.1 "u8.Length, 3), CultureInfo.InvariantCulture);
        close = head.IndexOf("\r\nConnection: close"u8) >= 0;
        reply = status == 201
            ? new Reply(status, Number(body), Id(body))
            : new Reply(status, 0, 0, body.IndexOf("\"credits.insufficient\""u8) >= 0);
        return true;
    }

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        var start = head.IndexOf(name);
        if (start < 0)
            return default;
        var rest = head[(start + name.Length)..];
        return rest[..rest.IndexOf((byte)'\r')];
    }

    private static long Number(ReadOnlySpan<byte> body)
    {
        var name = "\"sequence\":"u8;
        var start = body.LastIndexOf(name);
        if (start < 0 || !Utf8Parser.TryParse(body[(start + name.Length)..], out long number, out _))
            throw new BenchException("An answer 201 without a sequence.");
        return number;
    }

    private static UInt128 Id(ReadOnlySpan<byte> body)
    {
        var name = "\"_id\":\""u8;
        var start = body.IndexOf(name);
        if (start < 0)
            throw new BenchException("An answer 201 without an _id.");
        return UInt128.Parse(body.Slice(start + name.Length, 24), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
