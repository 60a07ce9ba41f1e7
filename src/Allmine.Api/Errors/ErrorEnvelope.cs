using Allmine.Api.Contracts;
using Allmine.Api.Http;
using Allmine.Api.Http.Json;
using Allmine.Domain.Errors;
using Microsoft.Net.Http.Headers;

namespace Allmine.Api.Errors;

/// <summary>Writes errors in the documented envelope.</summary>
public static class ErrorEnvelope
{
    /// <summary>How long callers should wait when the store is away, or too much is open at once, in seconds: about the time of an election.</summary>
    public const int StoreRetryAfter = 2;

    /// <summary>Of <c>Cache-Control</c>: an error is of its moment, wherever it comes from.</summary>
    internal const string NotKept = "no-store";

    /// <param name="faults">One or more, all of one kind.</param>
    /// <param name="language">Of the sentences that follow the first.</param>
    /// <param name="now">UTC.</param>
    public static ErrorResponse Of(IReadOnlyList<ErrorDetail> faults, Language language, DateTime now)
    {
        var (status, title) = ErrorStatus.Of(faults[0].Code.Kind);
        return new ErrorResponse
        {
            StatusCode = status,
            Errors = [title, .. faults.Select(fault => ErrorTexts.Of(fault, language))],
            Codes = [.. faults.Select(fault => fault.Name)],
            Timestamp = now,
        };
    }

    /// <summary>Answers with the envelope. Headers that are set already, such as Allow, are kept, but for those of another body.</summary>
    public static Task WriteAsync(HttpContext context, params IReadOnlyList<ErrorDetail> faults)
    {
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        var body = Of(faults, RequestLanguage.Of(context.Request), time.GetUtcNow().UtcDateTime);
        context.Response.StatusCode = body.StatusCode;
        CallOutcome.Refuse(context, faults);
        SetHeaders(context.Response, faults[0].Code.Kind);
        return context.Response.WriteAsJsonAsync(body, StrictJson.Options, StrictJson.ContentType, context.RequestAborted);
    }

    private static void SetHeaders(HttpResponse response, ErrorKind kind)
    {
        response.ContentLength = null;
        response.Headers.Remove(HeaderNames.ETag);
        response.Headers.Remove(HeaderNames.AcceptRanges);
        response.Headers.Remove(HeaderNames.ContentDisposition);
        response.Headers.CacheControl = NotKept;
        if (kind == ErrorKind.Unavailable || (kind == ErrorKind.RateLimited && response.Headers.RetryAfter.Count == 0))
            response.Headers.RetryAfter = StoreRetryAfter.ToString(System.Globalization.CultureInfo.InvariantCulture);
        // Where the rest of a body would begin, nobody can tell.
        if (kind == ErrorKind.TimedOut)
            response.Headers.Connection = "close";
    }
}
