using Allmine.Api.Background;
using Allmine.Api.Configuration;
using Allmine.Api.Errors;
using Allmine.Domain.Errors;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Allmine.Api.Auth;

/// <summary>
/// The keys that <c>Jwt:Authority</c> publishes. They are fetched at start, and again every hour, and when a token names a key that is not
/// among them. One request to the authority is under way at most, for all who wait.
/// </summary>
/// <remarks>
/// The framework's own manager answers with what it has and fetches beside it, so that the first token of a new key is refused; and while it
/// has nothing, a token that may be good is told to be bad.
/// </remarks>
internal sealed partial class AuthorityKeys : NodeTask, IConfigurationManager<OpenIdConnectConfiguration>
{
    /// <summary>How long the authority is waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Between two requests for a key that is not known.</summary>
    public static readonly TimeSpan PauseForUnknownKey = TimeSpan.FromSeconds(10);

    /// <summary>Between two requests while there are no keys at all.</summary>
    public static readonly TimeSpan PauseWithoutKeys = TimeSpan.FromSeconds(2);

    /// <summary>After this a key that was withdrawn is none any more.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    private const string MetadataPath = "/.well-known/openid-configuration";
    private const int MaxAnswerBytes = 1 << 20;

    private readonly Lock gate = new();
    private readonly HttpClient http;
    private readonly HttpDocumentRetriever retriever;
    private readonly string address;
    private readonly TimeProvider time;
    private readonly ILogger<AuthorityKeys> logger;
    private volatile OpenIdConnectConfiguration? known;
    private Task? fetch;
    private long lastStart;
    private volatile bool lastFailed;

    public AuthorityKeys(JwtSettings settings, TimeProvider time, ILogger<AuthorityKeys> logger)
    {
        (this.time, this.logger) = (time, logger);
        address = settings.Authority + MetadataPath;
        // The answer is that of the authority, and of nobody it points to.
        http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = MaxAge }) { Timeout = Patience, MaxResponseContentBufferSize = MaxAnswerBytes };
        retriever = new HttpDocumentRetriever(http) { RequireHttps = address.StartsWith("https:", StringComparison.OrdinalIgnoreCase) };
    }

    /// <summary>Whether no token can be checked, because the keys never could be fetched.</summary>
    public bool AreMissing => known is null;

    /// <exception cref="RefusedException"><c>auth.unavailable</c>.</exception>
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        if (known is null)
            await FetchAsync(PauseWithoutKeys).WaitAsync(cancel);
        return known ?? throw Unavailable();
    }

    /// <summary>Does what can be done to know the key that a token names.</summary>
    /// <returns>Whether the authority publishes it.</returns>
    /// <exception cref="RefusedException"><c>auth.unavailable</c>: it is not known, and the authority can't be asked.</exception>
    public async Task<bool> SeekAsync(string keyId, CancellationToken cancel)
    {
        if (Has(await GetConfigurationAsync(cancel), keyId))
            return true;
        await FetchAsync(PauseForUnknownKey).WaitAsync(cancel);
        if (Has(known, keyId))
            return true;
        return lastFailed ? throw Unavailable() : false;
    }

    /// <summary>Of no use here: a key that is not known has been asked for before.</summary>
    public void RequestRefresh()
    {
    }

    public override void Dispose()
    {
        base.Dispose();
        http.Dispose();
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await FetchAsync(TimeSpan.Zero).WaitAsync(stoppingToken);
            await Task.Delay(lastFailed ? PauseWithoutKeys : MaxAge, time, stoppingToken);
        }
    }

    private static RefusedException Unavailable() => new(ProtocolErrorCode.AuthUnavailable);

    private static bool Has(OpenIdConnectConfiguration? keys, string keyId) => keys?.SigningKeys.Any(key => key.KeyId == keyId) == true;

    /// <summary>Asks the authority, unless it was asked within the pause. Ends when it has answered, or will not.</summary>
    private Task FetchAsync(TimeSpan pause)
    {
        lock (gate)
        {
            if (fetch is { IsCompleted: false })
                return fetch;
            if (fetch is not null && time.GetElapsedTime(lastStart) < pause)
                return Task.CompletedTask;
            lastStart = time.GetTimestamp();
            return fetch = Task.Run(FetchNowAsync);
        }
    }

    private async Task FetchNowAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            var found = await OpenIdConnectConfigurationRetriever.GetAsync(address, retriever, patience.Token).WaitAsync(patience.Token);
            if (found.SigningKeys.Count == 0)
                throw new InvalidOperationException("It publishes no key.");
            known = found;
            if (lastFailed)
                Answers(logger, address);
            lastFailed = false;
        }
        catch (Exception exception)
        {
            // Once for each time that it is away.
            if (!lastFailed)
                DoesNotAnswer(logger, address, (exception.InnerException ?? exception).Message);
            lastFailed = true;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys of the authority can't be fetched from {Address}; it is asked again and again. {Reason}")]
    private static partial void DoesNotAnswer(ILogger logger, string address, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The authority answers again at {Address}")]
    private static partial void Answers(ILogger logger, string address);
}
