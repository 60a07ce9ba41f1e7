using Allmine.Api.Http.Bodies;

namespace Allmine.Api.RateLimiting;

/// <summary>Tells requests that bring a file, by their head.</summary>
internal static class UploadRequests
{
    /// <summary>Whether it is a call that uploads, or a send whose body is a form.</summary>
    public static bool Is(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<LimitedAsAttribute>()?.Policy switch
    {
        RateLimits.Uploads => true,
        RateLimits.Sends => MultipartForm.IsIn(context.Request),
        _ => false,
    };
}
