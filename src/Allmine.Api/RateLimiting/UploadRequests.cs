using Allmine.Api.Http.Bodies;
using Microsoft.AspNetCore.RateLimiting;

namespace Allmine.Api.RateLimiting;

/// <summary>Tells requests that bring a file, by their head.</summary>
internal static class UploadRequests
{
    /// <summary>Whether it is a call that uploads, or a send whose body is a form.</summary>
    public static bool Is(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName switch
    {
        RateLimits.Uploads => true,
        RateLimits.Sends => MultipartForm.IsIn(context.Request),
        _ => false,
    };
}
