using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Allmine.Application.Ports.Webhooks;

namespace Allmine.Infrastructure.Webhooks;

/// <summary>
/// Sends by HTTP/1.1: directly, following nothing that an answer says. The status line alone is the answer; what follows it is read so that
/// the connection can serve again.
/// </summary>
internal sealed class HttpWebhookSender : IWebhookSender, IDisposable
{
    /// <summary>In KiB. Nothing of them is used.</summary>
    private const int MaxHeaders = 16;

    /// <summary>Of a body that is passed over so that the connection can serve again; a longer one ends it.</summary>
    private const int MaxPassedOver = 16 * 1024;

    /// <summary>For the headers once the status line is there, and for the body once they are; what takes longer ends the connection.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient client;
    private readonly WebhookAddresses addresses;
    private readonly WebhookSenderOptions options;
    private readonly TimeProvider time;
    private readonly string userAgent;

    public HttpWebhookSender(WebhookSenderOptions options, WebhookNetwork network, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        addresses = new WebhookAddresses(options);
        userAgent = $"Allmine/{options.Version}";
        var connector = new WebhookConnector(addresses, network, time);
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            // Receivers are told nothing of traces.
            ActivityHeadersPropagator = null,
            ConnectCallback = async (context, cancellationToken) => await connector.ConnectAsync(context.DnsEndPoint, context.InitialRequestMessage.RequestUri is { } uri && options.IsOwnReceiver(uri), cancellationToken),
            ConnectTimeout = options.Timeout,
            // Then a name is looked up again.
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            // Who sends bounds how much is on its way; a bound here would let one slow receiver hold up another at its host.
            MaxConnectionsPerServer = int.MaxValue,
            MaxResponseHeadersLength = MaxHeaders,
            MaxResponseDrainSize = MaxPassedOver,
            ResponseDrainTimeout = Rest,
            PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(new StatusLineStream(context.PlaintextStream)),
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trust(network.Trusted) },
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public bool MayHave(string url) => addresses.MayHave(url);

    public async Task<WebhookAnswer> SendAsync(WebhookRequest request, CancellationToken cancellationToken)
    {
        // What was allowed when it was set need not be now.
        if (!addresses.MayHave(request.Url.OriginalString))
            return new WebhookAnswer(null, WebhookErrors.AddressNotAllowed, TimeSpan.Zero);

        var start = time.GetTimestamp();
        var line = new StatusLine(time);
        StatusLineStream.Expect(line);
        using var limit = new CancellationTokenSource(options.Timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var message = MessageOf(request);
            var sending = client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, end.Token);
            if (await Task.WhenAny(sending, line.Came) != sending)
                limit.CancelAfter(Rest);
            using var response = await sending;
            return Answer((int)response.StatusCode, null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !line.Came.IsCompletedSuccessfully)
        {
            throw;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException or AuthenticationException or InvalidOperationException)
        {
            return Answer(null, limit.IsCancellationRequested ? WebhookErrors.Timeout : WebhookErrors.Of(exception));
        }

        WebhookAnswer Answer(int? statusCode, string? error)
        {
            if (!line.Came.IsCompletedSuccessfully)
                return new WebhookAnswer(statusCode, error, time.GetElapsedTime(start));
            var (code, timestamp) = line.Came.Result;
            return new WebhookAnswer(code, null, time.GetElapsedTime(start, timestamp));
        }
    }

    public void Dispose() => client.Dispose();

    private HttpRequestMessage MessageOf(WebhookRequest request)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, request.Url)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ReadOnlyMemoryContent(request.Body) { Headers = { ContentType = Json } },
        };
        message.Headers.TryAddWithoutValidation("user-agent", userAgent);
        message.Headers.TryAddWithoutValidation("webhook-id", request.Id);
        message.Headers.TryAddWithoutValidation("webhook-timestamp", request.Timestamp.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        message.Headers.TryAddWithoutValidation("webhook-signature", WebhookSignature.Of(request));
        return message;
    }

    /// <summary>
    /// The system's certificates. Whether one was revoked is not asked for, and one that is missing in between is not fetched: either
    /// would call addresses that stand in the receiver's certificate.
    /// </summary>
    private static X509ChainPolicy Trust(IReadOnlyList<X509Certificate2> roots)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = roots.Count == 0 ? X509ChainTrustMode.System : X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            ApplicationPolicy = { new Oid(ServerAuthentication) },
        };
        policy.CustomTrustStore.AddRange(roots.ToArray());
        return policy;
    }
}
