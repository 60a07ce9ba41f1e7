using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Allmine.Application.Ports.Webhooks;

namespace Allmine.Infrastructure.Webhooks;

/// <summary>Sends by HTTP/1.1. It follows no redirect and no proxy, and looks at every address of a name when it connects.</summary>
internal sealed class HttpWebhookSender : IWebhookSender, IDisposable
{
    /// <summary>How long one of several addresses may take; the last one has what is left.</summary>
    private static readonly TimeSpan AddressPatience = TimeSpan.FromSeconds(2.5);

    private readonly WebhookSenderOptions options;
    private readonly WebhookNetwork network;
    private readonly TimeProvider time;
    private readonly WebhookAddresses addresses;
    private readonly HttpMessageInvoker http;

    public HttpWebhookSender(WebhookSenderOptions options, WebhookNetwork network, TimeProvider time)
    {
        (this.options, this.network, this.time) = (options, network, time);
        addresses = new WebhookAddresses(options);
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = ConnectAsync,
            ConnectTimeout = IWebhookSender.Timeout,
            MaxConnectionsPerServer = 256,
            MaxResponseDrainSize = 16 << 10,
            // In KiB.
            MaxResponseHeadersLength = 16,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            // After that names are looked up again.
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            UseCookies = false,
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                // A certificate names addresses of its issuers' certificates, and nobody has looked at those: none is asked for.
                CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck },
            },
        });
    }

    public bool MayHave(string url) => WebhookUrl.IsAllowed(url, options.AllowsPrivate, addresses);

    public async Task<WebhookAnswer> SendAsync(WebhookRequest request, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var timestamp = request.Timestamp.ToUnixTimeSeconds();
        // It may have been allowed under other settings.
        if (!MayHave(request.Url.OriginalString))
            return new WebhookAnswer(null, WebhookErrors.AddressNotAllowed, TimeSpan.Zero);
        if (WebhookSignature.Sign(request.Id, timestamp, request.Body.Span, request.Secrets) is not { } signature)
            return new WebhookAnswer(null, WebhookErrors.SecretUnreadable, TimeSpan.Zero);

        using var deadline = new CancellationTokenSource(IWebhookSender.Timeout, time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var message = new HttpRequestMessage(HttpMethod.Post, request.Url) { Content = new ReadOnlyMemoryContent(request.Body) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        message.Headers.TryAddWithoutValidation("user-agent", $"Allmine/{options.Version}");
        message.Headers.TryAddWithoutValidation("webhook-id", request.Id);
        message.Headers.TryAddWithoutValidation("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        message.Headers.TryAddWithoutValidation("webhook-signature", signature);
        try
        {
            // Its body is not read.
            using var response = await http.SendAsync(message, patience.Token).WaitAsync(patience.Token);
            return new WebhookAnswer((int)response.StatusCode, null, time.GetElapsedTime(start));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && ErrorOf(exception) is not null)
        {
            return new WebhookAnswer(null, ErrorOf(exception), time.GetElapsedTime(start));
        }
    }

    public void Dispose() => http.Dispose();

    /// <summary>Null for what is no receiver's and no network's.</summary>
    private static string? ErrorOf(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is WebhookConnectionException refusal)
                return refusal.Error;
            if (inner is AuthenticationException)
                return WebhookErrors.Tls;
            if (inner is OperationCanceledException or TimeoutException)
                return WebhookErrors.Timeout;
        }

        return exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => WebhookErrors.Tls,
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.VersionNegotiationError } => WebhookErrors.AnswerMalformed,
            HttpRequestException or IOException or SocketException => WebhookErrors.Connection,
            _ => null,
        };
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await ResolveAsync(host, cancellationToken);
        // One that leads inside refuses the whole name: whoever made it means to come in there, or has made a mistake that he must see.
        if (!Array.TrueForAll(found, addresses.Allows))
            throw new WebhookConnectionException(WebhookErrors.AddressNotAllowed);
        for (var i = 0; ; i++)
        {
            var isLast = i == found.Length - 1;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (!isLast)
                patience.CancelAfter(AddressPatience);
            try
            {
                return await network.ConnectAsync(new IPEndPoint(found[i].IsIPv4MappedToIPv6 ? found[i].MapToIPv4() : found[i], port), patience.Token);
            }
            catch (Exception exception) when (!isLast && !cancellationToken.IsCancellationRequested && exception is (SocketException or IOException or OperationCanceledException))
            {
            }
        }
    }

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            // It may take no notice of the end of its time.
            var found = await network.ResolveAsync(host, cancellationToken).WaitAsync(cancellationToken);
            return found.Length > 0 ? found : throw new WebhookConnectionException(WebhookErrors.NameUnknown);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            throw new WebhookConnectionException(WebhookErrors.NameUnknown);
        }
    }
}
