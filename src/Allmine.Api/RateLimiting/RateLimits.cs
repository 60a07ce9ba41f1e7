using System.Globalization;
using System.Threading.RateLimiting;
using Allmine.Api.Auth;
using Allmine.Api.Configuration;
using Allmine.Api.Errors;
using Allmine.Api.Http;
using Allmine.Application.Authorization;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Api.RateLimiting;

/// <summary>
/// Limits for each user: a bucket that holds a minute's worth of tokens and fills up evenly. A first-party backend is
/// counted by the user it acts for, so that one person's flood doesn't use up the others' share.
/// </summary>
internal static class RateLimits
{
    /// <summary>The policy of calls that send a message.</summary>
    public const string Sends = "sends";

    /// <summary>Every limit that a call can meet, as metrics and headers name it.</summary>
    public static readonly string[] Policies = [Sends, Uploads, Requests, ServiceSends, ServiceRequests, Anonymous];

    public const string Requests = "requests";
    public const string ServiceSends = "service-sends";
    public const string ServiceRequests = "service-requests";
    public const string Anonymous = "anonymous";

    /// <summary>The policy of calls that upload a file; <see cref="UploadRequests"/> says which those are.</summary>
    public const string Uploads = "uploads";

    public static void AddRateLimits(this IServiceCollection services, RateLimitSettings settings) => services.AddSingleton(settings).AddSingleton<AnonymousLimits>().AddRateLimiter(options =>
    {
        // A send with a file is counted by its policy as a send, and here as an upload: both buckets are one user's, whatever the call.
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(context => Partition(context, settings.RequestsPerMinute)),
            PartitionedRateLimiter.Create<HttpContext, string>(context => Partition(context, UploadRequests.Is(context) ? settings.UploadsPerMinute : 0)));
        options.AddPolicy(Sends, context => Partition(context, settings.SendsPerMinute));
        options.AddPolicy(Uploads, static _ => RateLimitPartition.GetNoLimiter(""));
        options.OnRejected = static (rejected, _) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? time : TimeSpan.FromSeconds(1);
            SetRetryAfter(rejected.HttpContext.Response, wait);
            return new ValueTask(ErrorEnvelope.WriteAsync(rejected.HttpContext, new ErrorDetail(ErrorCode.RateLimited)));
        };
    });

    /// <summary>Says when the call may be tried again: in a second or more.</summary>
    public static void SetRetryAfter(HttpResponse response, TimeSpan wait) =>
        response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static RateLimitPartition<string> Partition(HttpContext context, int perMinute)
    {
        if (perMinute == 0 || TokenClaims.Read(context.User) is not { } claims)
            return RateLimitPartition.GetNoLimiter("");
        return RateLimitPartition.GetTokenBucketLimiter(CountedUser(context, claims).ToString(), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perMinute,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / perMinute,
            AutoReplenishment = true,
            QueueLimit = 0,
        });
    }

    /// <summary>Only a backend acts for others: a person who names another one must not use up that one's share.</summary>
    internal static Id<User> CountedUser(HttpContext context, TokenClaims claims) =>
        claims.Role == CallerRole.Service && Id<User>.TryParse(context.Request.Headers[ApiHeaders.OnBehalfOf], out var user)
            ? user
            : claims.Subject;
}
