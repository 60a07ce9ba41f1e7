using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Allmine.Api.Tests.Hosting.Http;

/// <summary>Speaks HTTP byte by byte, for requests that no decent client sends.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The head of a request that posts to <c>/api/v2/messages</c>.</summary>
    public static string Head(Uri address, string token, params string[] headers) => HeadOf(address, "POST", "/api/v2/messages", token, headers);

    /// <summary>The head of any request; a header may come as often as it is given.</summary>
    public static string HeadOf(Uri address, string method, string path, string? token, params string[] headers) => string.Concat(
        $"{method} {path} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\n",
        token is null ? "" : $"Authorization: Bearer {token}\r\n",
        string.Concat(headers.Select(header => $"{header}\r\n")),
        "\r\n");

    public static byte[] Chunk(byte[] bytes) =>
        [.. Encoding.ASCII.GetBytes(bytes.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), .. bytes, .. "\r\n"u8];

    /// <summary>Sends the parts and, without ending the request, waits for the answer. Null if the connection ends without one.</summary>
    public static async Task<Reply?> ExchangeAsync(Uri address, params byte[][] parts)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port, patience.Token);
        var stream = client.GetStream();
        foreach (var part in parts)
            await stream.WriteAsync(part, patience.Token);
        return Parse(await ReadAsync(stream, patience.Token));
    }

    /// <summary>Reads one answer, for as long as it takes.</summary>
    /// <exception cref="IOException">The connection ends without one.</exception>
    public static async Task<Reply> AnswerAsync(NetworkStream stream) =>
        Parse(await ReadAsync(stream, CancellationToken.None)) ?? throw new IOException("The connection has ended without an answer.");

    /// <summary>Sends the parts and gives what comes up to some text, which has to come.</summary>
    public static async Task<string> TextUpToAsync(Uri address, string end, params byte[][] parts)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port, patience.Token);
        foreach (var part in parts)
            await client.GetStream().WriteAsync(part, patience.Token);
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains(end, StringComparison.Ordinal))
        {
            var length = await client.GetStream().ReadAsync(buffer, patience.Token);
            Assert.NotEqual(0, length);
            text.Append(Encoding.Latin1.GetString(buffer, 0, length));
        }

        return text.ToString();
    }

    /// <summary>Sends the parts and gives all that comes until the service closes the connection.</summary>
    public static async Task<string> TextAsync(Uri address, params byte[][] parts)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port, patience.Token);
        foreach (var part in parts)
            await client.GetStream().WriteAsync(part, patience.Token);
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        return await reader.ReadToEndAsync(patience.Token);
    }

    /// <summary>Sends the parts and hangs up.</summary>
    public static Task AbandonAsync(Uri address, params byte[][] parts) => AbandonAsync(address, () => Task.CompletedTask, parts);

    /// <summary>Sends the parts, waits for something to happen, and hangs up.</summary>
    public static async Task AbandonAsync(Uri address, Func<Task> happensAsync, params byte[][] parts)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port);
        foreach (var part in parts)
            await client.GetStream().WriteAsync(part);
        await happensAsync();
        client.LingerState = new LingerOption(true, 0);
    }

    private static async Task<byte[]> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var answer = new List<byte>();
        var buffer = new byte[4096];
        while (!IsComplete(answer) && await stream.ReadAsync(buffer, cancellationToken) is > 0 and var length)
            answer.AddRange(buffer.AsSpan(0, length));
        return [.. answer];
    }

    /// <summary>The service sends its errors in chunks; the last one is empty.</summary>
    private static bool IsComplete(List<byte> answer) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(answer).EndsWith("\r\n0\r\n\r\n"u8);

    private static Reply? Parse(byte[] answer)
    {
        var end = answer.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return null;
        var head = Encoding.ASCII.GetString(answer, 0, end).Split("\r\n");
        var headers = head.Skip(1).Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var body = answer[(end + 4)..];
        var status = (HttpStatusCode)int.Parse(head[0].Split(' ')[1], CultureInfo.InvariantCulture);
        return new Reply(status, headers, headers.ContainsKey("Transfer-Encoding") ? Unchunk(body) : body);
    }

    private static byte[] Unchunk(ReadOnlySpan<byte> body)
    {
        var all = new List<byte>();
        while (body.IndexOf("\r\n"u8) is > 0 and var line)
        {
            var length = int.Parse(Encoding.ASCII.GetString(body[..line]), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            all.AddRange(body.Slice(line + 2, length));
            body = body[(line + 2 + length + 2)..];
        }

        return [.. all];
    }
}
