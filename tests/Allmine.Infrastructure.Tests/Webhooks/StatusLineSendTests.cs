using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Allmine.Application.Ports.Webhooks;
using Allmine.Infrastructure.Webhooks;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Infrastructure.Tests.Webhooks;

/// <summary>The status line alone decides what an attempt came to, whatever follows it; plain and by TLS.</summary>
public sealed class StatusLineSendTests : IDisposable
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Proper = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    /// <summary>How long an attempt may take unless something else is said.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly IPAddress Public = IPAddress.Parse("93.184.216.34");

    private readonly X509Certificate2 certificate = NewCertificate();

    public void Dispose() => certificate.Dispose();

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n", 200)]
    [InlineData("HTTP/1.1 204\n", 204)]
    [InlineData("HTTP/1.1 299 OK\r\nContent-Le", 299)]
    [InlineData("HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 202 Accepted\r\n", 202)]
    [InlineData("HTTP/1.1 301 Moved\r\nLocation: /there\r\n", 301)]
    [InlineData("HTTP/1.1 410 Gone\r\n", 410)]
    [InlineData("HTTP/1.1 500 No\r\n", 500)]
    public async Task Send_WhenTheAnswerStallsAfterItsStatusLine_ThenTheStatusIsToldSoon(string answer, int status)
    {
        await PlainAndByTlsAsync(async isSecure =>
        {
            using var receiver = NewReceiver(isSecure, async (stream, stop) =>
            {
                await WriteAsync(stream, answer, stop);
                await Task.Delay(Timeout.Infinite, stop);
            });
            using var sender = NewSender(receiver, TimeSpan.FromMinutes(1));

            var got = await sender.SendAsync(RequestTo(isSecure), default).WaitAsync(TimeSpan.FromSeconds(20));

            Assert.Equal((status, null), (got.StatusCode, got.Error));
        });
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n", 200)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", 200)]
    [InlineData("HTTP/1.1 200 OK\r\nno header\r\n\r\n", 200)]
    [InlineData("HTTP/1.1 200 OK\r\n: no name\r\n\r\n", 200)]
    [InlineData("HTTP/1.1 200 OK\r\n\0\u0001\u00ff", 200)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", 200)]
    [InlineData("HTTP/1.1 410 Gone\r\nno header\r\n\r\n", 410)]
    [InlineData("HTTP/1.1 500 No\r\n", 500)]
    public async Task Send_WhenTheAnswerEndsOrIsNonsenseAfterItsStatusLine_ThenTheStatusIsTold(string answer, int status)
    {
        await PlainAndByTlsAsync(async isSecure =>
        {
            using var receiver = NewReceiver(isSecure, (stream, stop) => WriteAsync(stream, answer, stop));
            using var sender = NewSender(receiver);

            var got = await sender.SendAsync(RequestTo(isSecure), default).WaitAsync(TimeSpan.FromSeconds(20));

            Assert.Equal((status, null), (got.StatusCode, got.Error));
        });
    }

    [Theory]
    [InlineData("x: y\r\n")]
    [InlineData("yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy")]
    public async Task Send_WhenHeadersWithoutEndFollowTheStatusLine_ThenTheStatusIsTold(string again)
    {
        await PlainAndByTlsAsync(async isSecure =>
        {
            using var receiver = NewReceiver(isSecure, async (stream, stop) =>
            {
                await WriteAsync(stream, "HTTP/1.1 200 OK\r\n", stop);
                while (true)
                    await WriteAsync(stream, again, stop);
            });
            using var sender = NewSender(receiver, TimeSpan.FromMinutes(1));

            var got = await sender.SendAsync(RequestTo(isSecure), default).WaitAsync(TimeSpan.FromSeconds(20));

            Assert.Equal((200, null), (got.StatusCode, got.Error));
        });
    }

    [Fact]
    public async Task Send_WhenTheStatusLineComesInSingleBytes_ThenIsTaken()
    {
        await PlainAndByTlsAsync(async isSecure =>
        {
            using var receiver = NewReceiver(isSecure, async (stream, stop) =>
            {
                foreach (var each in "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 201 Created\r\n")
                {
                    await WriteAsync(stream, each.ToString(), stop);
                    await stream.FlushAsync(stop);
                    await Task.Yield();
                }

                await Task.Delay(Timeout.Infinite, stop);
            });
            using var sender = NewSender(receiver, TimeSpan.FromMinutes(1));

            var got = await sender.SendAsync(RequestTo(isSecure), default).WaitAsync(TimeSpan.FromSeconds(20));

            Assert.Equal((201, null), (got.StatusCode, got.Error));
        });
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nx: y\r\n")]
    public async Task Send_WhenTheFinalStatusLineDoesNotEnd_ThenTheTimeIsUp(string answer)
    {
        await PlainAndByTlsAsync(async isSecure =>
        {
            using var receiver = NewReceiver(isSecure, async (stream, stop) =>
            {
                await WriteAsync(stream, answer, stop);
                await Task.Delay(Timeout.Infinite, stop);
            });
            using var sender = NewSender(receiver, TimeSpan.FromSeconds(1));
            using var standstill = new Standstill();

            var got = await sender.SendAsync(RequestTo(isSecure), default).WaitAsync(TimeSpan.FromSeconds(20));

            Assert.Equal((null, "timeout"), (got.StatusCode, got.Error));
            Assert.InRange(got.Duration, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(5) + standstill.Total);
        });
    }

    /// <summary>A line that comes just in time is not lost because of what doesn't.</summary>
    [Theory]
    [InlineData(9_999, 200, null)]
    [InlineData(10_000, null, "timeout")]
    public async Task Send_WhenTheStatusLineComesAtTheEndOfItsTime_ThenTheLimitIsExact(int milliseconds, int? status, string? error)
    {
        var time = new WatchedTime();
        var mayAnswer = new TaskCompletionSource();
        using var receiver = NewReceiver(isSecure: false, async (stream, stop) =>
        {
            await mayAnswer.Task.WaitAsync(stop);
            await WriteAsync(stream, "HTTP/1.1 200 OK\r\n", stop);
            await Task.Delay(Timeout.Infinite, stop);
        });
        using var sender = NewSender(receiver, time: time);

        var sending = sender.SendAsync(RequestTo(isSecure: false), default);
        await Eventually.HoldsAsync(() => receiver.Requests.Count == 1);
        time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        mayAnswer.SetResult();
        if (status is not null)
        {
            await UntilTheRestIsAwaitedAsync(time);
            time.Advance(TimeSpan.FromSeconds(2));
        }

        var got = await sending.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal((status, error), (got.StatusCode, got.Error));
        // That of the status line, not that of the wait for what follows it.
        if (status is not null)
            Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), got.Duration);
    }

    /// <summary>What was taken is not sent again because the service ends.</summary>
    [Fact]
    public async Task Send_WhenTheCallerEndsItAfterTheStatusLine_ThenTheStatusIsTold()
    {
        var time = new WatchedTime();
        using var end = new CancellationTokenSource();
        using var receiver = NewReceiver(isSecure: false, async (stream, stop) =>
        {
            await WriteAsync(stream, "HTTP/1.1 200 OK\r\n", stop);
            await Task.Delay(Timeout.Infinite, stop);
        });
        using var sender = NewSender(receiver, time: time);

        var sending = sender.SendAsync(RequestTo(isSecure: false), end.Token);
        await UntilTheRestIsAwaitedAsync(time);
        await end.CancelAsync();
        var got = await sending.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal((200, null), (got.StatusCode, got.Error));
    }

    /// <summary>An answer's body is passed over beside the attempt: the next one may come before the connection is free, and waits for it here.</summary>
    [Fact]
    public async Task Send_WhenAnswersAreProper_ThenOneConnectionServesThemAll()
    {
        string[] answers = [Proper, "HTTP/1.1 500 No\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", Proper];
        await PlainAndByTlsAsync(async isSecure =>
        {
            var left = new Queue<string>(answers);
            using var receiver = NewReceiver(isSecure, (stream, stop) => WriteAsync(stream, left.Dequeue(), stop), requestsEach: answers.Length);
            using var sender = NewSender(receiver, maxConnections: 1);
            var got = new List<int?>();
            foreach (var _ in answers)
                got.Add((await sender.SendAsync(RequestTo(isSecure), default)).StatusCode);

            Assert.Equal([200, 500, 204, 200, 200], got);
            Assert.Equal(1, receiver.Connections);
        });
    }

    [Theory]
    [InlineData("", "connection")]
    [InlineData("nonsense\r\n\r\n", "answer_malformed")]
    [InlineData("HTTP/1.1 503 No\r\n", 503)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", "connection")]
    public async Task Send_WhenAConnectionIsUsedAgain_ThenTheFormerStatusIsNotTold(string second, object expected)
    {
        await PlainAndByTlsAsync(async isSecure =>
        {
            var left = new Queue<string>([Proper, second]);
            using var receiver = NewReceiver(isSecure, (stream, stop) => WriteAsync(stream, left.Dequeue(), stop), requestsEach: 2);
            using var sender = NewSender(receiver);

            var first = await sender.SendAsync(RequestTo(isSecure), default);
            var got = await sender.SendAsync(RequestTo(isSecure), default).WaitAsync(TimeSpan.FromSeconds(20));

            Assert.Equal(200, first.StatusCode);
            Assert.Equal((expected as int?, expected as string), (got.StatusCode, got.Error));
            Assert.Equal((2, 1), (receiver.Requests.Count, receiver.Connections));
        });
    }

    [Fact]
    public async Task Send_WhenAConnectionIsUsedAgainAndStalls_ThenTheTimeIsUp()
    {
        var (count, time) = (0, new FakeTimeProvider());
        using var receiver = NewReceiver(isSecure: false, (stream, stop) => count++ == 0 ? WriteAsync(stream, Proper, stop) : Task.Delay(Timeout.Infinite, stop), requestsEach: 2);
        using var sender = NewSender(receiver, time: time);

        Assert.True((await sender.SendAsync(RequestTo(isSecure: false), default)).IsTaken);
        var sending = sender.SendAsync(RequestTo(isSecure: false), default);
        await Eventually.HoldsAsync(() => receiver.Requests.Count == 2);
        time.Advance(Patience);
        var got = await sending.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal((null, "timeout"), (got.StatusCode, got.Error));
        Assert.Equal(1, receiver.Connections);
    }

    /// <summary>A receiver may answer without having read all; what it has not read makes its end of the connection reset ours.</summary>
    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 1)]
    [InlineData(false, 4_000)]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    public async Task Send_WhenTheReceiverAnswersBeforeItHasReadAll_ThenTheStatusIsTold(bool isSecure, int reads)
    {
        for (var i = 0; i < 20; i++)
        {
            using var receiver = NewReceiver(isSecure, (stream, stop) => WriteAsync(stream, Proper, stop), reads: reads);
            using var sender = NewSender(receiver);

            var got = await sender.SendAsync(RequestTo(isSecure) with { Body = new byte[20_000] }, default).WaitAsync(TimeSpan.FromSeconds(20));

            Assert.Equal((200, null), (got.StatusCode, got.Error));
        }
    }

    /// <summary>What can't be written any more, on a connection that is used again, is no answer.</summary>
    [Fact]
    public async Task Send_WhenTheReceiverHasGone_ThenThereIsNoStatus()
    {
        using var sender = new HttpWebhookSender(
            new WebhookSenderOptions { AllowPrivateAddresses = true }, new WebhookNetwork { Connect = (_, _) => Task.FromResult<Stream>(new DeadStream()) }, TimeProvider.System);

        for (var i = 0; i < 3; i++)
        {
            var got = await sender.SendAsync(RequestTo(isSecure: false) with { Url = new Uri("http://127.0.0.1/") }, default).WaitAsync(TimeSpan.FromSeconds(20));

            Assert.Equal((null, "connection"), (got.StatusCode, got.Error));
        }
    }

    /// <summary>Many at once: each gets the status of its own answer.</summary>
    [Fact]
    public async Task Send_WhenManyAreOnTheirWay_ThenEachIsToldItsOwn()
    {
        using var receiver = new RawReceiver(requestsEach: int.MaxValue, answer: async (head, stream, stop) =>
        {
            var id = int.Parse(head.Single(line => line.StartsWith("webhook-id: ", StringComparison.Ordinal))[12..], System.Globalization.CultureInfo.InvariantCulture);
            await Task.Delay(id % 7, stop);
            await WriteAsync(stream, $"HTTP/1.1 {200 + id} OK\r\n{(id % 5 == 0 ? "nonsense" : "Content-Length: 0")}\r\n\r\n", stop);
        });
        using var sender = NewSender(receiver, TimeSpan.FromSeconds(20));

        for (var round = 0; round < 4; round++)
        {
            var got = await Task.WhenAll(Enumerable.Range(0, 100).Select(id =>
                sender.SendAsync(RequestTo(isSecure: false) with { Id = id.ToString(System.Globalization.CultureInfo.InvariantCulture) }, default)));

            Assert.Equal(Enumerable.Range(200, 100).Select(status => (int?)status), got.Select(answer => answer.StatusCode));
        }
    }

    /// <summary>At the same time: most of it is waiting.</summary>
    private static Task PlainAndByTlsAsync(Func<bool, Task> test) => Task.WhenAll(test(false), test(true));

    private static Task WriteAsync(Stream stream, string text, CancellationToken stop) => stream.WriteAsync(Encoding.Latin1.GetBytes(text), stop).AsTask();

    private static WebhookRequest RequestTo(bool isSecure) =>
        new(new Uri(isSecure ? "https://receiver.example/" : "http://receiver.example/"), "msg_1", DateTimeOffset.UnixEpoch, "{}"u8.ToArray(), [Secret]);

    private RawReceiver NewReceiver(bool isSecure, Func<Stream, CancellationToken, Task> answer, int requestsEach = 1, int? reads = null) =>
        new(answer, isSecure ? certificate : null, requestsEach) { Reads = reads };

    /// <summary>Plain HTTP is of Development; all connections lead to the receiver.</summary>
    private HttpWebhookSender NewSender(RawReceiver receiver, TimeSpan? timeout = null, TimeProvider? time = null, int maxConnections = int.MaxValue)
    {
        var connections = 0;
        return new(
            new WebhookSenderOptions { AllowPrivateAddresses = true, Timeout = timeout ?? Patience },
            new WebhookNetwork
            {
                Resolve = (_, _) => Task.FromResult<IPAddress[]>([Public]),
                Connect = async (_, stop) =>
                {
                    if (Interlocked.Increment(ref connections) > maxConnections)
                        await Task.Delay(Timeout.Infinite, stop);
                    return await new WebhookNetwork().Connect(receiver.Place, stop);
                },
                Trusted = [certificate],
            },
            time ?? TimeProvider.System);
    }

    /// <summary>The status line is there, and what follows it has another time.</summary>
    private static Task UntilTheRestIsAwaitedAsync(WatchedTime time) => Eventually.HoldsAsync(() => time.Changes == 1);

    private static X509Certificate2 NewCertificate()
    {
        using var key = RSA.Create(2_048);
        var demand = new CertificateRequest("CN=receiver.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("receiver.example");
        demand.CertificateExtensions.Add(names.Build());
        demand.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        return demand.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    /// <summary>A connection that has ended.</summary>
    private sealed class DeadStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(0);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("gone");
    }
}
