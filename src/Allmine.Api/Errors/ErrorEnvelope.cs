using Allmine.Api.Contracts;
using Allmine.Api.Http;
using Allmine.Domain.Errors;

namespace Allmine.Api.Errors;

/// <summary>Writes errors in the documented envelope.</summary>
public static class ErrorEnvelope
{
    /// <summary>How long callers should wait when the store is away, or too much is open at once, in seconds: about the time of an election.</summary>
    public const int StoreRetryAfter = 2;

    /// <param name="faults">One or more, all of one kind.</param>
    /// <param name="language">Of the sentences that follow the first.</param>
    /// <param name="now">UTC.</param>
    public static ErrorResponse Of(IReadOnlyList<Fault> faults, Language language, DateTime now)
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

    /// <summary>Answers with the envelope. Headers that are set already, such as Allow, are kept.</summary>
    public static Task WriteAsync(HttpContext context, params IReadOnlyList<Fault> faults)
    {
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        var body = Of(faults, RequestLanguage.Of(context.Request), time.GetUtcNow().UtcDateTime);
        context.Response.StatusCode = body.StatusCode;
        if (faults[0].Code.Kind == ErrorKind.Unavailable || (faults[0].Code.Kind == ErrorKind.RateLimited && context.Response.Headers.RetryAfter.Count == 0))
            context.Response.Headers.RetryAfter = StoreRetryAfter.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return context.Response.WriteAsJsonAsync(body, StrictJson.Options, StrictJson.ContentType, context.RequestAborted);
    }
}
