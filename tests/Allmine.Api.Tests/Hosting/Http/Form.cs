using System.Net.Http.Headers;
using System.Text;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Hosting.Http;

/// <summary>Bodies of <c>multipart/form-data</c>, put together byte by byte.</summary>
internal static class Form
{
    private const string Boundary = "a-boundary-of-the-tests";

    /// <summary>The parts of a send to a chat, with a file.</summary>
    public static HttpContent OfFile(Conversation conversation, byte[] file, string name, string type = "media") =>
        Of(Text("type", type), Text("chatId", conversation.ChatId), File(file, name));

    public static HttpContent Of(params byte[][] parts) => OfBytes(Bytes(parts));

    /// <summary>A body of any type, also of one that is badly written.</summary>
    public static HttpContent OfBytes(byte[] body, string contentType = $"multipart/form-data; boundary={Boundary}")
    {
        var content = new ByteArrayContent(body);
        Assert.True(content.Headers.TryAddWithoutValidation("Content-Type", contentType));
        return content;
    }

    /// <summary>Without a length, so that it is sent in chunks.</summary>
    public static HttpContent Chunked(params byte[][] parts)
    {
        var content = new StreamContent(new EndlessSource(Bytes(parts)));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={Boundary}");
        return content;
    }

    public static byte[] Bytes(params byte[][] parts) => [.. parts.SelectMany(part => part), .. Utf8($"--{Boundary}--\r\n")];

    public static byte[] Text(string name, string value) => Part($"form-data; name=\"{name}\"", Utf8(value));

    public static byte[] File(byte[] file, string name, string? type = null) =>
        Part($"form-data; name=\"file\"; filename=\"{name}\"", file, type ?? "application/octet-stream");

    public static byte[] Part(string disposition, byte[] value, string? type = null) =>
    [
        .. Utf8($"--{Boundary}\r\nContent-Disposition: {disposition}\r\n{(type is null ? "" : $"Content-Type: {type}\r\n")}\r\n"),
        .. value,
        .. "\r\n"u8,
    ];

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
