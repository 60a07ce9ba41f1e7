using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Allmine.Application.Ports.Webhooks;
using Allmine.Infrastructure.Webhooks;
using Microsoft.AspNetCore.Http;
using StandardWebhooks;

namespace Allmine.Infrastructure.Tests.Webhooks;

/// <summary>Nothing goes beyond this machine: names are looked up by the test, and connections to other addresses lead to its receiver.</summary>
public sealed class HttpWebhookSenderTests
{
    private const string FirstSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string SecondSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static readonly IPAddress Public = IPAddress.Parse("93.184.216.34");
    /// <summary>With all the time that a slow machine may take.</summary>
    private static readonly WebhookSenderOptions OfDevelopment = new() { AllowPrivateAddresses = true, Version = "1.2.3", Timeout = TimeSpan.FromMinutes(1) };

    /// <summary>For attempts that get no answer.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private static readonly WebhookSenderOptions OfProduction = OfDevelopment with { AllowPrivateAddresses = false };

    [Fact]
    public async Task Send_WhenTaken_ThenWasSentAsTheStandardSays()
    {
        using var receiver = new RawReceiver("HTTP/1.1 204 No Content\r\n\r\n");
        using var sender = New(OfDevelopment);
        var now = TimeProvider.System.GetUtcNow();
        var request = RequestTo(receiver.Url) with { Timestamp = now, Body = "{\"text\":\"ğ 🙂\"}"u8.ToArray(), Secrets = [FirstSecret, SecondSecret] };

        var since = Stopwatch.GetTimestamp();
        var answer = await sender.SendAsync(request, default);
        var elapsed = Stopwatch.GetElapsedTime(since);

        Assert.Equal((204, null), (answer.StatusCode, answer.Error));
        Assert.True(answer.IsTaken);
        Assert.InRange(answer.Duration, TimeSpan.FromTicks(1), elapsed);
        var (head, body) = Assert.Single(receiver.Requests);
        Assert.Equal("POST /hook?a=b HTTP/1.1", head[0]);
        Assert.Equal(request.Body.ToArray(), body);
        var headers = head.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1]);
        Assert.Equal(
            ["content-length", "content-type", "host", "user-agent", "webhook-id", "webhook-signature", "webhook-timestamp"],
            headers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("application/json", headers["content-type"]);
        Assert.Equal("Allmine/1.2.3", headers["user-agent"]);
        Assert.Equal("msg_1", headers["webhook-id"]);
        Assert.Equal(now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), headers["webhook-timestamp"]);
        Assert.Equal(2, headers["webhook-signature"].Split(' ').Distinct().Count());
        Assert.Equal(WebhookSignature.Of(request), headers["webhook-signature"]);
        AssertSigned(headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"], Encoding.UTF8.GetString(body), request.Secrets);
    }

    [Theory]
    [InlineData("{}", FirstSecret)]
    [InlineData("{}", SecondSecret)]
    [InlineData("{}", FirstSecret, SecondSecret)]
    [InlineData("{\"text\":\"ğ\"}", FirstSecret)]
    [InlineData("{\"text\":\"🙂\"}", FirstSecret)]
    public void Signature_WhenVerifiedByAnotherLibrary_ThenIsGood(string body, params string[] secrets)
    {
        var request = RequestTo(new Uri("https://example.com/")) with { Timestamp = TimeProvider.System.GetUtcNow(), Body = Encoding.UTF8.GetBytes(body), Secrets = secrets };

        var timestamp = request.Timestamp.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        AssertSigned(request.Id, timestamp, WebhookSignature.Of(request), body, secrets);
    }

    /// <summary>Why the first signature of two comes again: of several, the library leaves out the last.</summary>
    [Fact]
    public void OtherLibrary_WhenSignaturesAreSeveral_ThenDoesNotLookAtTheLast()
    {
        var request = RequestTo(new Uri("https://example.com/")) with { Timestamp = TimeProvider.System.GetUtcNow() };
        var timestamp = request.Timestamp.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var (first, second) = (Of(FirstSecret), Of(SecondSecret));

        Assert.True(IsTaken(FirstSecret, first));
        Assert.True(IsTaken(FirstSecret, $"{first} {second}"));
        Assert.False(IsTaken(SecondSecret, $"{first} {second}"));
        Assert.True(IsTaken(SecondSecret, $"{second} {first}"));
        Assert.False(IsTaken(FirstSecret, $"{second} {first}"));
        Assert.True(IsTaken(FirstSecret, $"{first} {second} {first}"));
        Assert.True(IsTaken(SecondSecret, $"{first} {second} {first}"));
        Assert.False(IsTaken("whsec_AAAA", $"{first} {second} {first}"));

        string Of(string secret) => WebhookSignature.Of(request with { Secrets = [secret] });

        bool IsTaken(string secret, string header)
        {
            var headers = new HeaderDictionary { ["webhook-id"] = request.Id, ["webhook-timestamp"] = timestamp, ["webhook-signature"] = header };
            return Record.Exception(() => new StandardWebhook(secret).Verify("{}", headers)) is null;
        }
    }

    /// <summary>The example of the specification's own libraries.</summary>
    [Fact]
    public void Signature_WhenOfTheKnownExample_ThenIsTheKnownOne()
    {
        var request = new WebhookRequest(
            new Uri("https://example.com/"), "msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330).AddMilliseconds(999), "{\"test\": 2432232314}"u8.ToArray(), [FirstSecret]);

        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", WebhookSignature.Of(request));
        // As npm's "standardwebhooks" signs with the second one, and verifies with either.
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1,O4Gjv1HqPqsMrjmczoggs/sWA8gZD0VyHG+fLh4+ktI= v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            WebhookSignature.Of(request with { Secrets = [FirstSecret, SecondSecret] }));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200)]
    [InlineData("HTTP/1.0 299 \r\n\r\n", 299)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf of", 200)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense", 200)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", 200)]
    [InlineData("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n", 202)]
    [InlineData("HTTP/1.1 301 Moved\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n", 301)]
    [InlineData("HTTP/1.1 307 Moved\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n", 307)]
    [InlineData("HTTP/1.1 308 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", 308)]
    [InlineData("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n", 401)]
    [InlineData("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", 410)]
    [InlineData("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", 500)]
    public async Task Send_WhenAStatusCame_ThenItIsTheAnswerAndNothingIsFollowed(string answer, int status)
    {
        using var receiver = new RawReceiver(answer);
        using var sender = New(OfDevelopment);

        var got = await sender.SendAsync(RequestTo(receiver.Url), default);

        Assert.Equal((status, null), (got.StatusCode, got.Error));
        Assert.Equal((status is >= 200 and <= 299, status == 410), (got.IsTaken, got.IsGone));
        Assert.Single(receiver.Requests);
        Assert.Equal(1, receiver.Connections);
    }

    [Theory]
    [InlineData("", "connection")]
    [InlineData("HTTP/1.1 20", "connection")]
    [InlineData("nonsense\r\n\r\n", "answer_malformed")]
    [InlineData("HTTP/1.1 abc OK\r\n\r\n", "answer_malformed")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", "answer_malformed")]
    public async Task Send_WhenNoAnswerCame_ThenSaysWhatWasWrong(string answer, string error)
    {
        using var receiver = new RawReceiver(answer);
        using var sender = New(OfDevelopment);

        await AssertErrorAsync(error, sender, RequestTo(receiver.Url));
    }

    [Theory]
    [InlineData("", "x: y\r\n", "answer_malformed")]
    [InlineData("HTTP/1.1 200 OK\r\n", "x: y\r\n", null)]
    [InlineData("HTTP/1.1 200 OK\r\nx: ", "yyyyyyyyyyyyyyyy", null)]
    [InlineData("HTTP/1.1 200 ", "OK", "answer_malformed")]
    [InlineData("", "HTTP/1.1 100 Continue\r\n\r\n", "answer_malformed")]
    [InlineData("", "HTTP/1.1 103 Early Hints\r\nx: y\r\n\r\n", "answer_malformed")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n", "body without end", null)]
    public async Task Send_WhenAnAnswerHasNoEnd_ThenEndsNonetheless(string start, string again, string? error)
    {
        using var receiver = new RawReceiver(async (stream, stop) =>
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(start), stop);
            while (true)
                await stream.WriteAsync(Encoding.Latin1.GetBytes(again), stop);
        });
        using var sender = New(OfDevelopment with { Timeout = TimeSpan.FromSeconds(20) });

        var answer = await sender.SendAsync(RequestTo(receiver.Url), default).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal((error is null ? 200 : null, error), (answer.StatusCode, answer.Error));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 2")]
    public async Task Send_WhenTheReceiverIsSilent_ThenTheTimeIsUp(string start)
    {
        using var receiver = new RawReceiver(async (stream, stop) =>
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(start), stop);
            await Task.Delay(Timeout.Infinite, stop);
        });
        using var sender = New(OfDevelopment with { Timeout = Soon });
        using var standstill = new Standstill();

        var answer = await AssertErrorAsync("timeout", sender, RequestTo(receiver.Url));

        Assert.True(answer.Duration > 0.9 * Soon && answer.Duration - standstill.Total < 4 * Soon, $"It took {answer.Duration}.");
    }

    [Theory]
    [InlineData("", "HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("HTTP/1.1 200 ", "x")]
    public async Task Send_WhenTheAnswerTrickles_ThenTheTimeIsUp(string start, string again)
    {
        using var receiver = new RawReceiver(async (stream, stop) =>
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(start), stop);
            while (true)
            {
                await stream.WriteAsync(Encoding.Latin1.GetBytes(again), stop);
                await Task.Delay(50, stop);
            }
        });
        using var sender = New(OfDevelopment with { Timeout = Soon });

        await AssertErrorAsync("timeout", sender, RequestTo(receiver.Url));
    }

    [Fact]
    public async Task Send_WhenTheBodyIsSlow_ThenIsTakenWithoutIt()
    {
        using var receiver = new RawReceiver(async (stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"u8.ToArray(), stop);
            await Task.Delay(Timeout.Infinite, stop);
        });
        using var sender = New(OfDevelopment);

        var answer = await sender.SendAsync(RequestTo(receiver.Url), default).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.True(answer.IsTaken);
    }

    /// <summary>Other webhooks may have their receivers at the same host.</summary>
    [Fact]
    public async Task Send_WhenManyAttemptsHangAtAHost_ThenAnotherIsNotHeldUp()
    {
        using var receiver = new RawReceiver(requestsEach: int.MaxValue, answer: (head, stream, stop) => head[0].StartsWith("POST /slow", StringComparison.Ordinal)
            ? Task.Delay(Timeout.Infinite, stop)
            : stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop).AsTask());
        using var sender = New(OfDevelopment);
        using var end = new CancellationTokenSource();
        var slow = Enumerable.Range(0, 200).Select(_ => sender.SendAsync(RequestTo(new Uri(receiver.Url, "/slow")), end.Token)).ToList();

        await Eventually.HoldsAsync(() => receiver.Requests.Count == 200);

        var answer = await sender.SendAsync(RequestTo(receiver.Url), default);

        Assert.True(answer.IsTaken);
        Assert.DoesNotContain(slow, each => each.IsCompleted);
        await end.CancelAsync();
        await Task.WhenAll(slow.Select(each => Assert.ThrowsAnyAsync<OperationCanceledException>(() => each)));
    }

    [Fact]
    public async Task Send_WhenTheCallerEndsIt_ThenSaysSo()
    {
        using var receiver = new RawReceiver((_, stop) => Task.Delay(Timeout.Infinite, stop));
        using var sender = New(OfDevelopment);
        using var end = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sender.SendAsync(RequestTo(receiver.Url), end.Token));
    }

    [Fact]
    public async Task Send_WhenNobodyListens_ThenThereIsNoConnection()
    {
        // It has its port, so that nobody else comes to listen there, and takes no connection.
        using var deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var sender = New(OfDevelopment);

        await AssertErrorAsync("connection", sender, RequestTo(new Uri($"http://{deaf.LocalEndPoint}/hook")));
    }

    [Fact]
    public async Task Send_WhenTheNameIsNotFound_ThenIsUnknown()
    {
        Func<Task<IPAddress[]>>[] lookUps =
        [
            () => Task.FromResult<IPAddress[]>([]),
            () => throw new SocketException((int)SocketError.HostNotFound),
            () => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.TryAgain)),
            () => throw new ArgumentOutOfRangeException(nameof(lookUps)),
        ];
        foreach (var lookUp in lookUps)
        {
            using var sender = New(OfProduction, new WebhookNetwork { Resolve = (_, _) => lookUp(), Connect = NoConnection });
            await AssertErrorAsync("name_unknown", sender, RequestTo(new Uri("https://receiver.example/")));
        }
    }

    [Fact]
    public async Task Send_WhenTheResolverOrTheConnectionHangs_ThenTheTimeIsUp()
    {
        var url = new Uri("https://receiver.example/");
        using var resolving = New(OfProduction with { Timeout = Soon }, new WebhookNetwork { Resolve = (_, _) => new TaskCompletionSource<IPAddress[]>().Task, Connect = NoConnection });
        await AssertErrorAsync("timeout", resolving, RequestTo(url));

        using var connecting = New(OfProduction with { Timeout = Soon }, new WebhookNetwork
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([Public]),
            Connect = async (_, stop) =>
            {
                await Task.Delay(Timeout.Infinite, stop);
                return Stream.Null;
            },
        });
        await AssertErrorAsync("timeout", connecting, RequestTo(url));
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::127.0.0.1")]
    [InlineData("fe80::1%1")]
    [InlineData("169.254.169.254")]
    public async Task Send_WhenOneAddressOfANameIsNotAllowed_ThenNoneIsConnectedTo(string address)
    {
        var refused = IPAddress.Parse(address);
        foreach (var found in new IPAddress[][] { [refused], [Public, refused], [refused, Public], [Public, Public, refused] })
        {
            using var sender = New(OfProduction, new WebhookNetwork { Resolve = (_, _) => Task.FromResult(found), Connect = NoConnection });
            await AssertErrorAsync("address_not_allowed", sender, RequestTo(new Uri("https://receiver.example/")));
        }
    }

    [Theory]
    [InlineData("http://receiver.example/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://localhost/")]
    [InlineData("https://user@receiver.example/")]
    public async Task Send_WhenTheUrlIsNotAllowedAnyMore_ThenNothingIsLookedUp(string url)
    {
        using var sender = New(OfProduction, new WebhookNetwork { Resolve = (_, _) => throw new InvalidOperationException("looked up"), Connect = NoConnection });

        await AssertErrorAsync("address_not_allowed", sender, RequestTo(new Uri(url)));
    }

    /// <summary>The name is looked up at each connection, and the connection goes to the address that was checked.</summary>
    [Fact]
    public async Task Send_WhenTheNameLeadsElsewhereLater_ThenEachConnectionIsChecked()
    {
        using var receiver = new RawReceiver("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        var answers = new Queue<IPAddress>([Public, IPAddress.Parse("169.254.169.254"), IPAddress.Parse("10.0.0.1"), Public]);
        var places = new List<IPEndPoint>();
        using var sender = New(OfDevelopment, new WebhookNetwork
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([answers.Dequeue()]),
            Connect = (place, stop) => ConnectToAsync(receiver, places, place, stop),
        });
        // Plain HTTP is of Development; the addresses are held to the rule of Production.
        using var strict = New(OfProduction, new WebhookNetwork
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([answers.Dequeue()]),
            Connect = (place, _) =>
            {
                places.Add(place);
                throw new SocketException((int)SocketError.ConnectionRefused);
            },
        });

        Assert.True((await sender.SendAsync(RequestTo(new Uri("http://receiver.example:81/")), default)).IsTaken);
        await AssertErrorAsync("address_not_allowed", strict, RequestTo(new Uri("https://receiver.example:81/")));
        await AssertErrorAsync("address_not_allowed", strict, RequestTo(new Uri("https://receiver.example:81/")));
        await AssertErrorAsync("connection", strict, RequestTo(new Uri("https://receiver.example:81/")));
        Assert.Equal([new IPEndPoint(Public, 81), new IPEndPoint(Public, 81)], places);
        Assert.Empty(answers);
    }

    [Fact]
    public async Task Send_WhenTheFirstAddressDoesNotAnswer_ThenTheNextIsTaken()
    {
        using var receiver = new RawReceiver("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        IPAddress[] found = [IPAddress.Parse("2606:4700::1111"), Public];
        var places = new List<IPEndPoint>();
        using var sender = New(OfDevelopment, new WebhookNetwork
        {
            Resolve = (_, _) => Task.FromResult(found),
            Connect = (place, stop) => place.AddressFamily == AddressFamily.InterNetworkV6
                ? throw new SocketException((int)SocketError.NetworkUnreachable)
                : ConnectToAsync(receiver, places, place, stop),
        });

        Assert.True((await sender.SendAsync(RequestTo(new Uri("http://receiver.example/")), default)).IsTaken);
        Assert.Equal(new IPEndPoint(Public, 80), Assert.Single(places));
    }

    [Fact]
    public async Task Send_WhenTheCertificateIsNotTrusted_ThenNothingIsSent()
    {
        using var key = RSA.Create(2_048);
        var demand = new CertificateRequest("CN=receiver.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = demand.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var receiver = new RawReceiver((_, _) => Task.CompletedTask, made);
        var places = new List<IPEndPoint>();
        using var sender = New(OfProduction, new WebhookNetwork
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([Public]),
            Connect = (place, stop) => ConnectToAsync(receiver, places, place, stop),
        });

        await AssertErrorAsync("tls", sender, RequestTo(new Uri("https://receiver.example/")));

        Assert.Equal(new IPEndPoint(Public, 443), Assert.Single(places));
        Assert.Empty(receiver.Requests);
    }

    /// <summary>The whole header, by each secret.</summary>
    private static void AssertSigned(string id, string timestamp, string signatures, string body, IReadOnlyList<string> secrets)
    {
        var headers = new HeaderDictionary { ["webhook-id"] = id, ["webhook-timestamp"] = timestamp, ["webhook-signature"] = signatures };
        foreach (var secret in secrets)
        {
            new StandardWebhook(secret).Verify(body, headers);
            Assert.ThrowsAny<Exception>(() => new StandardWebhook(secret).Verify(body + " ", headers));
        }

        Assert.ThrowsAny<Exception>(() => new StandardWebhook("whsec_AAAA").Verify(body, headers));
    }

    private static HttpWebhookSender New(WebhookSenderOptions options, WebhookNetwork? network = null) => new(
        options,
        network ?? new WebhookNetwork { Resolve = (_, _) => throw new InvalidOperationException("looked up") },
        TimeProvider.System);

    private static WebhookRequest RequestTo(Uri url) => new(url, "msg_1", DateTimeOffset.UnixEpoch, "{}"u8.ToArray(), [FirstSecret]);

    private static Task<Stream> NoConnection(IPEndPoint place, CancellationToken stop) => throw new InvalidOperationException($"connected to {place}");

    private static async Task<Stream> ConnectToAsync(RawReceiver receiver, List<IPEndPoint> places, IPEndPoint place, CancellationToken stop)
    {
        places.Add(place);
        return await new WebhookNetwork().Connect(receiver.Place, stop);
    }

    private static async Task<WebhookAnswer> AssertErrorAsync(string error, HttpWebhookSender sender, WebhookRequest request)
    {
        var answer = await sender.SendAsync(request, default).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Null(answer.StatusCode);
        Assert.Equal(error, answer.Error);
        return answer;
    }
}
