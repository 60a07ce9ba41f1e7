using System.Net;
using System.Net.Sockets;
using System.Text;
using Allmine.Application.Ports.Webhooks;
using Allmine.Infrastructure.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using StandardWebhooks;

namespace Allmine.Infrastructure.Tests.Webhooks;

public sealed class HttpWebhookSenderTests
{
    private const string Secret = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
    private const string OtherSecret = "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nnot all", 200, null)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 204, null)]
    [InlineData("HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", 301, null)]
    [InlineData("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", 410, null)]
    [InlineData("HTTP/1.1 500 Error\r\nContent-Length: 0\r\n\r\n", 500, null)]
    [InlineData("HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, null)]
    [InlineData("garbage\r\n\r\n", null, "answer_malformed")]
    [InlineData("", null, "connection")]
    public async Task Send_WhenAnswered_ThenTellsTheStatusOrWhatWasWrong(string answer, int? status, string? error)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var received = AnswerAsync(listener, answer);
        using var sender = new HttpWebhookSender(new WebhookSenderOptions { AllowsPrivate = true, Version = "1.2.3" }, Loopback("127.0.0.1"), TimeProvider.System);

        var result = await sender.SendAsync(Request($"http://receiver.example:{((IPEndPoint)listener.LocalEndpoint).Port}/hook"), CancellationToken.None);

        Assert.Equal((status, error), (result.StatusCode, result.Error));
        var text = await received;
        Assert.StartsWith("POST /hook HTTP/1.1\r\n", text, StringComparison.Ordinal);
        foreach (var header in new[] { "webhook-id: msg_1", "webhook-timestamp: ", "webhook-signature: v1,", "user-agent: Allmine/1.2.3", "Content-Type: application/json\r\n" })
            Assert.Contains(header, text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("1.1.1.1,10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    public async Task Send_WhenAnyAddressOfTheNameIsInside_ThenConnectsToNone(string addresses)
    {
        var connects = 0;
        var network = Loopback(addresses) with { ConnectAsync = (_, _) => { connects++; throw new SocketException(); } };
        using var sender = new HttpWebhookSender(new WebhookSenderOptions(), network, TimeProvider.System);

        var result = await sender.SendAsync(Request("https://receiver.example/"), CancellationToken.None);

        Assert.Equal((null, "address_not_allowed", 0), (result.StatusCode, result.Error, connects));
    }

    /// <summary>At first it was public.</summary>
    [Fact]
    public async Task Send_WhenTheNameLeadsInsideLater_ThenIsRefusedAtThatConnection()
    {
        var (lookups, connects) = (0, 0);
        var network = new WebhookNetwork(
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(lookups++ == 0 ? "1.1.1.1" : "127.0.0.1")]),
            (_, _) => { connects++; throw new SocketException(); });
        using var sender = new HttpWebhookSender(new WebhookSenderOptions(), network, TimeProvider.System);

        Assert.Equal("connection", (await sender.SendAsync(Request("https://receiver.example/"), CancellationToken.None)).Error);
        Assert.Equal("address_not_allowed", (await sender.SendAsync(Request("https://receiver.example/"), CancellationToken.None)).Error);
        Assert.Equal(1, connects);
    }

    [Fact]
    public async Task Send_WhenTheLookUpHangs_ThenEndsWhenItsTimeIsOver()
    {
        var time = new FakeTimeProvider();
        var never = new TaskCompletionSource<IPAddress[]>();
        using var sender = new HttpWebhookSender(new WebhookSenderOptions(), Loopback("1.1.1.1") with { ResolveAsync = (_, _) => never.Task }, time);

        var sending = sender.SendAsync(Request("https://receiver.example/"), CancellationToken.None);
        time.Advance(IWebhookSender.Timeout - TimeSpan.FromMilliseconds(1));
        Assert.False(sending.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("timeout", (await sending.WaitAsync(TimeSpan.FromSeconds(5))).Error);
    }

    [Fact]
    public async Task Send_WhenTheNameOrTheSecretIsBad_ThenSaysWhich()
    {
        using var sender = new HttpWebhookSender(new WebhookSenderOptions(), Loopback("1.1.1.1") with { ResolveAsync = (_, _) => throw new SocketException() }, TimeProvider.System);

        Assert.Equal("name_unknown", (await sender.SendAsync(Request("https://receiver.example/"), CancellationToken.None)).Error);
        Assert.Equal("secret_unreadable", (await sender.SendAsync(Request("https://receiver.example/") with { Secrets = ["whsec_!"] }, CancellationToken.None)).Error);
        Assert.Equal("address_not_allowed", (await sender.SendAsync(Request("http://receiver.example/"), CancellationToken.None)).Error);
    }

    [Fact]
    public void Signature_WhenTwoSecretsSign_ThenEachIsAsTheVerifierOfStandardWebhooksTakesIt()
    {
        var now = TimeProvider.System.GetUtcNow();
        const string Body = "{\"a\":1}";
        string Sign(params string[] secrets) => WebhookSignature.Sign("msg_1", now.ToUnixTimeSeconds(), Encoding.UTF8.GetBytes(Body), secrets)!;

        foreach (var secret in new[] { Secret, OtherSecret })
        {
            var headers = new HeaderDictionary { ["webhook-id"] = "msg_1", ["webhook-timestamp"] = $"{now.ToUnixTimeSeconds()}", ["webhook-signature"] = Sign(secret) };
            new StandardWebhook(secret).Verify(Body, headers);
            Assert.ThrowsAny<Exception>(() => new StandardWebhook(secret).Verify(Body + " ", headers));
        }

        Assert.Equal($"{Sign(Secret)} {Sign(OtherSecret)}", Sign(Secret, OtherSecret));
    }

    [Fact]
    public void Cipher_WhenOwnerKeyOrTextDiffers_ThenReadsNothing()
    {
        var cipher = new AesWebhookCipher([.. Enumerable.Repeat((byte)1, 32)]);
        var text = cipher.Encrypt(Secret, "owner");

        Assert.Equal(Secret, cipher.Decrypt(text, "owner"));
        Assert.NotEqual(text, cipher.Encrypt(Secret, "owner"));
        Assert.Null(cipher.Decrypt(text, "other"));
        Assert.Null(cipher.Decrypt(text[..^2], "owner"));
        Assert.Null(cipher.Decrypt("", "owner"));
        Assert.Null(new AesWebhookCipher([.. Enumerable.Repeat((byte)2, 32)]).Decrypt(text, "owner"));
        Assert.Null(new AesWebhookCipher(null).Decrypt(text, "owner"));
        Assert.Throws<InvalidOperationException>(() => new AesWebhookCipher(null).Encrypt(Secret, "owner"));
    }

    private static WebhookRequest Request(string url) => new(new Uri(url), "msg_1", TimeProvider.System.GetUtcNow(), "{}"u8.ToArray(), [Secret]);

    /// <summary>Names have these addresses; connections end at loopback, whatever the address.</summary>
    private static WebhookNetwork Loopback(string addresses) => new(
        (_, _) => Task.FromResult(addresses.Split(',').Select(IPAddress.Parse).ToArray()),
        (address, token) => WebhookNetwork.System.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port), token));

    private static async Task<string> AnswerAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        var buffer = new byte[4096];
        var text = "";
        while (!text.EndsWith("{}", StringComparison.Ordinal))
            text += Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer));
        await stream.WriteAsync(Encoding.UTF8.GetBytes(answer));
        return text;
    }
}
