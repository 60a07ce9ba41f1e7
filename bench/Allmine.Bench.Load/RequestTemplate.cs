using System.Text;

namespace Allmine.Bench.Load;

/// <summary>
/// The bytes of a send, ready but for the tag, which makes each message unlike any other and doubles as its key.
/// </summary>
internal sealed class RequestTemplate
{
    /// <summary>Characters of a tag, see <see cref="WriteTag"/>.</summary>
    public const int TagLength = 23;

    private static readonly string Blank = new('_', TagLength);

    private readonly byte[] bytes;
    private readonly int keyOffset;
    private readonly int contentOffset;

    /// <param name="host">Where it goes.</param>
    /// <param name="token">Of the sender.</param>
    /// <param name="chatId">The chat.</param>
    /// <param name="other">Its other member, who gets the credits of a transfer.</param>
    /// <param name="kind">What is sent.</param>
    /// <param name="credits">What a transfer moves.</param>
    public RequestTemplate(string host, string token, string chatId, string other, SendKind kind, long credits)
    {
        var (keyed, content) = (kind != SendKind.Text, Content(Blank));
        var body = kind == SendKind.Transfer
            ? $$"""{"type":"credit_transfer","chatId":"{{chatId}}","targetUserId":"{{other}}","creditTransfer":{"amount":{{credits}}},"content":"{{content}}"}"""
            : $$"""{"type":"text","chatId":"{{chatId}}","content":"{{content}}"}""";
        var text =
            $"POST /api/v2/messages HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"
            + (keyed ? $"Idempotency-Key: {Blank}\r\n" : "")
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        bytes = Encoding.ASCII.GetBytes(text);
        keyOffset = keyed ? text.IndexOf(Blank, StringComparison.Ordinal) : -1;
        contentOffset = text.LastIndexOf(Blank, StringComparison.Ordinal);
    }

    /// <summary>What the message with that tag says.</summary>
    public static string Content(string tag) => "Hello there, this is message " + tag;

    public static string Tag(uint run, int connection, int number) => $"r{run:x8}c{connection:x4}n{number:x8}";

    /// <summary>Puts the request for a tag into the buffer and answers its bytes.</summary>
    public Memory<byte> Fill(byte[] buffer, uint run, int connection, int number)
    {
        bytes.CopyTo(buffer, 0);
        WriteTag(buffer.AsSpan(contentOffset), run, connection, number);
        if (keyOffset >= 0)
            WriteTag(buffer.AsSpan(keyOffset), run, connection, number);
        return buffer.AsMemory(0, bytes.Length);
    }

    private static void WriteTag(Span<byte> target, uint run, int connection, int number)
    {
        target[0] = (byte)'r';
        WriteHex(target.Slice(1, 8), run);
        target[9] = (byte)'c';
        WriteHex(target.Slice(10, 4), (uint)connection);
        target[14] = (byte)'n';
        WriteHex(target.Slice(15, 8), (uint)number);
    }

    private static void WriteHex(Span<byte> target, uint value)
    {
        for (var i = target.Length - 1; i >= 0; i--, value >>= 4)
            target[i] = "0123456789abcdef"u8[(int)(value & 15)];
    }
}
