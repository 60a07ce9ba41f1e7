using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Allmine.Api.Tests.Requests;

/// <summary>Bodies that stop coming, or come too slowly, on a clock that the tests move.</summary>
public sealed class StalledBodyTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.5);

    /// <summary>Only stops a test that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly BodyTime time = new();
    private readonly TemporaryFolder folder = new();
    private readonly Service service;

    public StalledBodyTests() => service = new Service(new ServiceOptions(folder.Path) { Replace = services => services.AddSingleton<TimeProvider>(time) });

    public static TheoryData<string, string> Stalls
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var format in new[] { "json", "multipart", "upload", "chunked" })
            {
                foreach (var sent in new[] { "nothing", "half", "all but one byte" })
                    data.Add(format, sent);
            }

            return data;
        }
    }

    /// <summary>While it warms up, the service waits for bodies that it sends itself.</summary>
    public Task InitializeAsync() => service.UntilReadyAsync();

    public Task DisposeAsync() => service.DisposeAsync().AsTask();

    /// <summary>Comes after <see cref="DisposeAsync"/>: the folder is nobody's by then.</summary>
    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Stalls))]
    public async Task Body_WhenItStops_ThenTimesOutAfterFifteenSeconds(string format, string sent)
    {
        var conversation = await service.NewConversationAsync();
        var (head, body) = Request(conversation, format);
        var length = sent switch { "nothing" => 0, "half" => body.Length / 2, _ => body.Length - 1 };
        using var connection = await Connection.OpenAsync(service.Address);

        await SendUntilAwaitedAsync(connection, [.. head, .. body[..length]]);
        var waited = TimeSpan.Zero;
        for (; !time.IsOver && waited < TimeSpan.FromMinutes(1); waited += Step)
            time.Advance(Step);

        var reply = (await connection.Answer.WaitAsync(Patience)).ExpectError(408, "body.timeout");
        Assert.Equal("Request timeout", reply.Errors[0]);
        Assert.Equal("close", reply.Header("Connection"));
        Assert.Equal(TimeSpan.FromSeconds(15), waited);
        Assert.Equal(1, await conversation.CountAsync());
        Assert.DoesNotContain(service.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("multipart")]
    [InlineData("chunked")]
    public async Task Body_WhenItGoesOnInTime_ThenIsRead(string format)
    {
        var conversation = await service.NewConversationAsync();
        var (head, body) = Request(conversation, format);
        using var connection = await Connection.OpenAsync(service.Address);

        await SendUntilAwaitedAsync(connection, [.. head, .. body[..^1]]);
        time.Advance(TimeSpan.FromSeconds(14));
        await connection.SendAsync(body[^1..]);

        (await connection.Answer.WaitAsync(Patience)).Expect(HttpStatusCode.Created);
        Assert.False(time.IsOver);
    }

    [Theory]
    [InlineData(800, 408)]
    [InlineData(1_200, 413)]
    public async Task Body_WhenItTrickles_ThenTimesOutBelowAThousandBytesASecond(int bytesInASecond, int status)
    {
        // As much as a JSON body may have, and one byte: it is refused when all of that has come, unless it comes too slowly.
        const int Length = Api.Http.Json.JsonInputFormatter.MaxBytes + 1;
        var conversation = await service.NewConversationAsync();
        var head = RawHttp.Head(service.Address, TokenOf(conversation), "Content-Type: application/json", "Transfer-Encoding: chunked");
        using var connection = await Connection.OpenAsync(service.Address);

        await SendUntilAwaitedAsync(connection, Encoding.ASCII.GetBytes(head));
        var (sent, waited) = (0, TimeSpan.Zero);
        while (sent < Length && !time.IsOver)
        {
            // So little comes in one piece, and the service waits again once it has it.
            await SendUntilAwaitedAsync(connection, RawHttp.Chunk(new byte[bytesInASecond]));
            sent += bytesInASecond;
            for (var steps = 0; steps < 2 && !time.IsOver; steps++, waited += Step)
                time.Advance(Step);
        }

        (await connection.Answer.WaitAsync(Patience)).ExpectError(status, status == 408 ? "body.timeout" : "body.too_large");
        Assert.InRange(waited, TimeSpan.FromSeconds(30), status == 408 ? TimeSpan.FromSeconds(45) : TimeSpan.FromMinutes(5));
    }

    /// <summary>The clock must not run before the service has the bytes and waits for more; unless it has answered.</summary>
    private async Task SendUntilAwaitedAsync(Connection connection, byte[] bytes)
    {
        var waits = time.Waits;
        await connection.SendAsync(bytes);
        await Eventually.HoldsAsync(() => (time.Waits > waits && time.IsWaiting) || connection.Answer.IsCompleted);
    }

    private (byte[] Head, byte[] Body) Request(Conversation conversation, string format)
    {
        var json = Encoding.UTF8.GetBytes(conversation.TextBody());
        var form = Form.Bytes(Form.Text("type", "media"), Form.Text("chatId", conversation.ChatId), Form.File(new byte[500], "a.bin"));
        var (path, type, body) = format switch
        {
            "json" => ("/api/v2/messages", "application/json", json),
            "chunked" => ("/api/v2/messages", "application/json", [.. RawHttp.Chunk(json), .. RawHttp.Chunk([])]),
            "multipart" => ("/api/v2/messages", "multipart/form-data; boundary=a-boundary-of-the-tests", form),
            _ => ("/api/v2/files", "multipart/form-data; boundary=a-boundary-of-the-tests", Form.Bytes(Form.File(new byte[500], "a.bin"))),
        };
        var length = format == "chunked" ? "Transfer-Encoding: chunked" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}");
        return (Encoding.ASCII.GetBytes(RawHttp.HeadOf(service.Address, "POST", path, TokenOf(conversation), $"Content-Type: {type}", length)), body);
    }

    private static string TokenOf(Conversation conversation) => Tokens.ForUser(conversation.Sender.UserId);

    private sealed class Connection : IDisposable
    {
        private readonly TcpClient client;

        private Connection(TcpClient client)
        {
            this.client = client;
            Answer = RawHttp.AnswerAsync(client.GetStream());
        }

        public Task<Reply> Answer { get; }

        public static async Task<Connection> OpenAsync(Uri address)
        {
            var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, address.Port);
            return new Connection(client);
        }

        public Task SendAsync(byte[] bytes) => client.GetStream().WriteAsync(bytes).AsTask();

        public void Dispose() => client.Dispose();
    }
}
