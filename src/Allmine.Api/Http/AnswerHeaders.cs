using Allmine.Api.Errors;

namespace Allmine.Api.Http;

/// <summary>What every answer says to browsers, and to whatever keeps answers on their way, unless it says otherwise.</summary>
internal static class AnswerHeaders
{
    public const string ReferrerPolicy = "Referrer-Policy";
    public const string NoReferrer = "no-referrer";
    public const string NoSniff = "nosniff";

    /// <summary>Sets them before anything else is known of the answer; whatever answers may set others in their place.</summary>
    public static Task SetAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = NoSniff;
        headers[ReferrerPolicy] = NoReferrer;
        headers.CacheControl = ErrorEnvelope.NotKept;
        return next(context);
    }
}
