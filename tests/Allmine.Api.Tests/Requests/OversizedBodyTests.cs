using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;

namespace Allmine.Api.Tests.Requests;

/// <summary>
/// Bodies over the limit, as clients send them that read no answer before they have sent all (Python's), and as those do that
/// give up at the first write that fails (Node's): both see the answer.
/// </summary>
public sealed class OversizedBodyTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const double MiB = 1024 * 1024;

    private const string Boundary = "a-boundary-of-the-tests";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Service service = fixture.Service;

    public static TheoryData<double, string, bool> Bodies
    {
        get
        {
            var data = new TheoryData<double, string, bool>();
            foreach (var size in new[] { 101.5, 110 })
            {
                foreach (var format in new[] { "json", "multipart", "upload" })
                {
                    data.Add(size, format, true);
                    data.Add(size, format, false);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_WhenOverTheLimit_ThenItsSenderSeesTheAnswer(double size, string format, bool goodToken)
    {
        var conversation = await service.NewConversationAsync();
        var token = goodToken ? Tokens.ForUser(conversation.Sender.UserId) : "garbage";

        foreach (var readsMeanwhile in new[] { false, true })
        {
            var reply = await SendAsync((long)(size * MiB), format, token, readsMeanwhile);
            if (goodToken)
                reply.ExpectError(413, "body.too_large");
            else
                reply.ExpectError(401, "auth.invalid_token");
        }

        Assert.Equal(1, await conversation.CountAsync());
    }

    [Fact]
    public async Task Body_WhenOverTheLimitInChunks_ThenItsSenderSeesTheAnswer()
    {
        var token = Tokens.ForUser((await service.NewUserAsync()).UserId);

        foreach (var readsMeanwhile in new[] { false, true })
            (await SendAsync((long)(110 * MiB), "chunked", token, readsMeanwhile)).ExpectError(413, "media.too_large");
    }

    [Fact]
    public async Task Connection_WhenTheRestHasBeenReadOn_ThenServesTheNextCall()
    {
        var conversation = await service.NewConversationAsync();
        var token = Tokens.ForUser(conversation.Sender.UserId);
        const int Length = 2_000_000;
        var first = RawHttp.Head(service.Address, token, "Content-Type: application/json", $"Content-Length: {Length}")
            .Replace("Connection: close\r\n", "", StringComparison.Ordinal);
        var next = RawHttp.HeadOf(service.Address, "GET", "/health/live", null);

        var answers = await RawHttp.TextAsync(service.Address, Encoding.ASCII.GetBytes(first), new byte[Length], Encoding.ASCII.GetBytes(next));

        Assert.StartsWith("HTTP/1.1 413 ", answers, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 200 OK", answers, StringComparison.Ordinal);
    }

    private async Task<Reply> SendAsync(long length, string format, string token, bool readsMeanwhile)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, service.Address.Port, patience.Token);
        var stream = client.GetStream();
        var (head, begin) = Begin(length, format, token);
        await stream.WriteAsync(head, patience.Token);
        await stream.WriteAsync(begin, patience.Token);
        var answer = readsMeanwhile ? RawHttp.AnswerAsync(stream) : null;
        var bytes = format == "chunked" ? RawHttp.Chunk(new byte[64 * 1024]) : new byte[64 * 1024];
        // A write that fails before the answer has been read is the fault that is looked for.
        for (long sent = begin.Length; sent < length && answer?.IsCompleted != true; sent += bytes.Length)
            await stream.WriteAsync(bytes.AsMemory(0, (int)Math.Min(bytes.Length, format == "chunked" ? bytes.Length : length - sent)), patience.Token);
        return await (answer ?? RawHttp.AnswerAsync(stream)).WaitAsync(patience.Token);
    }

    private (byte[] Head, byte[] Begin) Begin(long length, string format, string token)
    {
        var type = format == "json" ? "application/json" : $"multipart/form-data; boundary={Boundary}";
        var ofLength = format == "chunked" ? "Transfer-Encoding: chunked" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length}");
        var path = format == "upload" ? "/api/v2/files" : "/api/v2/messages";
        var head = Encoding.ASCII.GetBytes(RawHttp.HeadOf(service.Address, "POST", path, token, $"Content-Type: {type}", ofLength));
        var file = Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n");
        return (head, format switch { "json" => "{ \"content\": \""u8.ToArray(), "chunked" => RawHttp.Chunk(file), _ => file });
    }
}
