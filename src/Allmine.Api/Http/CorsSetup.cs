using Allmine.Api.Configuration;
using Allmine.Api.Errors;
using Allmine.Api.Events;
using Microsoft.Net.Http.Headers;

namespace Allmine.Api.Http;

/// <summary>What browsers let pages of other origins do.</summary>
internal static class CorsSetup
{
    private const string Media = "/media";

    /// <summary>As long as the most patient browser keeps a preflight.</summary>
    private static readonly TimeSpan PreflightMaxAge = TimeSpan.FromHours(2);

    private static readonly string[] Exposed =
    [
        HeaderNames.Location, ApiHeaders.Replayed, ApiHeaders.CreditBalance, HeaderNames.RetryAfter, ApiHeaders.RateLimit, ApiHeaders.RateLimitPolicy,
        RequestIdMiddleware.Header, ApiHeaders.ChatSequence,
    ];

    private static readonly string[] Allowed =
    [
        HeaderNames.Authorization, HeaderNames.ContentType, ApiHeaders.IdempotencyKey, HeaderNames.IfMatch, EventStream.LastEventIdHeader, RequestLanguage.Header,
        ApiHeaders.OnBehalfOf, RequestIdMiddleware.Header, HeaderNames.TraceParent,
    ];

    /// <param name="services">Where it is added.</param>
    /// <param name="settings">Which pages.</param>
    /// <param name="offersFaults">Whether pages may ask for faults.</param>
    public static void AddOrigins(this IServiceCollection services, CorsSettings settings, bool offersFaults) => services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
        .SetIsOriginAllowed(settings.Allows)
        .WithMethods("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
        .WithHeaders(offersFaults ? [.. Allowed, ApiHeaders.Fault] : Allowed)
        .WithExposedHeaders(Exposed)
        .SetPreflightMaxAge(PreflightMaxAge)));

    /// <summary>To be called after the routing, before what asks for tokens and counts calls.</summary>
    public static void UseOrigins(this WebApplication app)
    {
        app.Use(VaryMediaAsync);
        app.UseCors();
    }

    /// <summary>A file that was kept for a call without an origin would be given to a page of one. It comes last, when all else is set.</summary>
    private static Task VaryMediaAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments(Media))
        {
            context.Response.OnStarting(static state =>
            {
                var headers = ((HttpResponse)state).Headers;
                if (headers.Vary.Count == 0)
                    headers.Vary = HeaderNames.Origin;
                return Task.CompletedTask;
            }, context.Response);
        }

        return next(context);
    }
}
