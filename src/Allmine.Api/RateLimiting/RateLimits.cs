using System.Globalization;
using Allmine.Api.Auth;
using Allmine.Api.Configuration;
using Allmine.Api.Http;
using Allmine.Application.Authorization;
using Allmine.Application.Users;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Api.RateLimiting;

/// <summary>Limits of how often somebody may call: a bucket that holds a minute's worth of calls, and fills up evenly.</summary>
internal static class RateLimits
{
    /// <summary>Messages of a user.</summary>
    public const string Sends = "sends";

    /// <summary>Files of a user; <see cref="UploadRequests"/> says which calls those are.</summary>
    public const string Uploads = "uploads";

    /// <summary>Calls of a user.</summary>
    public const string Requests = "requests";

    /// <summary>Messages of a backend, for whomever.</summary>
    public const string ServiceSends = "service-sends";

    /// <summary>Calls of a backend, for whomever.</summary>
    public const string ServiceRequests = "service-requests";

    /// <summary>Calls without a good token from one address.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>Uploads of a user under way at a node.</summary>
    public const string UploadsAtOnce = "uploads-at-once";

    /// <summary>Streams of events of a user at a node.</summary>
    public const string Streams = "streams";

    /// <summary>Every limit that a call can meet, as metrics and headers name it.</summary>
    public static readonly string[] Policies = [Sends, Uploads, Requests, ServiceSends, ServiceRequests, Anonymous, UploadsAtOnce, Streams];

    public static void AddRateLimits(this IServiceCollection services, RateLimitSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<AnonymousLimits>();
        services.AddSingleton<CallDemands>();
        services.AddSingleton<CallLimits>();
        services.AddSingleton(provider => new BatchLimits(settings, provider.GetRequiredService<UserDirectory>(), provider.GetRequiredService<CallLimits>()));
        services.AddSingleton(provider => new LimitBuckets(provider.GetRequiredService<TimeProvider>(), LimitBuckets.MaxBytes));
        if (settings.Redis is null)
            return;
        services.AddSingleton<SharedLimits>();
        services.AddHostedService(provider => provider.GetRequiredService<SharedLimits>());
    }

    /// <summary>The refusal of a call. The answer says when it may be tried again: in a second or more.</summary>
    /// <param name="context">The call.</param>
    /// <param name="policy">Whose limit it is.</param>
    /// <param name="wait">How long it takes until there is room.</param>
    public static RefusedException Refused(HttpContext context, string policy, TimeSpan wait)
    {
        CallOutcome.Explain(context, policy);
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return new RefusedException(ErrorCode.RateLimited);
    }

    /// <summary>Says what is left of a limit, as the IETF's draft "RateLimit header fields for HTTP" writes it.</summary>
    public static void Tell(HttpResponse response, LimitDemand demand, int left, TimeSpan untilFull)
    {
        var seconds = (int)Math.Ceiling(untilFull.TotalSeconds);
        response.Headers[ApiHeaders.RateLimitPolicy] = string.Create(CultureInfo.InvariantCulture, $"\"{demand.Policy}\";q={demand.PerMinute};w=60");
        response.Headers[ApiHeaders.RateLimit] = string.Create(CultureInfo.InvariantCulture, $"\"{demand.Policy}\";r={left};t={seconds}");
    }

    /// <summary>Only a backend acts for others: a person who names another one must not use up that one's share.</summary>
    internal static Id<User> CountedUser(HttpContext context, TokenClaims claims) =>
        claims.Role == CallerRole.Service && Id<User>.TryParse(context.Request.Headers[ApiHeaders.OnBehalfOf], out var user)
            ? user
            : claims.Subject;
}
