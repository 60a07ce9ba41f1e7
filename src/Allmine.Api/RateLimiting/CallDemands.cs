using Allmine.Api.Auth;
using Allmine.Api.Configuration;
using Allmine.Application.Authorization;
using Allmine.Application.Users;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Api.RateLimiting;

/// <summary>Which limits a call falls under. Those that are 0 are none.</summary>
internal sealed class CallDemands(RateLimitSettings settings, UserDirectory directory)
{
    public LimitDemand[] Of(HttpContext context, TokenClaims claims)
    {
        var demands = new List<LimitDemand>(5);
        var isSend = context.GetEndpoint()?.Metadata.GetMetadata<LimitedAsAttribute>()?.Policy == RateLimits.Sends;
        var user = RateLimits.CountedUser(context, claims);
        if (claims.Role == CallerRole.Service)
        {
            Add(demands, RateLimits.ServiceRequests, claims.Subject, settings.ServiceRequestsPerMinute);
            if (isSend)
                Add(demands, RateLimits.ServiceSends, claims.Subject, settings.ServiceSendsPerMinute);
        }

        // A system user is the backend's own. One that this node has not met yet counts once.
        if (claims.Role == CallerRole.User || (user != claims.Subject && directory.KnownKindOf(user) != UserKind.System))
        {
            Add(demands, RateLimits.Requests, user, settings.RequestsPerMinute);
            if (isSend)
                Add(demands, RateLimits.Sends, user, settings.SendsPerMinute);
        }

        if (UploadRequests.Is(context))
            Add(demands, RateLimits.Uploads, user, settings.UploadsPerMinute);
        return [.. demands];
    }

    /// <summary>Adds what a limit is asked for, unless it is 0, which is none.</summary>
    public static void Add(List<LimitDemand> demands, string policy, Id<User> owner, int perMinute, int count = 1)
    {
        if (perMinute > 0)
            demands.Add(LimitDemand.Of(policy, owner, perMinute) with { Count = count });
    }
}
