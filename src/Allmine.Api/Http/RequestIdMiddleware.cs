namespace Allmine.Api.Http;

/// <summary>
/// Gives every request an id, which is in the header <c>X-Request-Id</c> of the answer and in each line of the log. A
/// caller's own id is kept if it is a plain one.
/// </summary>
internal sealed class RequestIdMiddleware(RequestDelegate next)
{
    public const string Header = "X-Request-Id";

    private const int MaxLength = 128;

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Headers[Header] is [{ } given] && IsPlain(given))
            context.TraceIdentifier = given;
        context.Response.Headers[Header] = context.TraceIdentifier;
        return next(context);
    }

    private static bool IsPlain(string id) => id.Length is > 0 and <= MaxLength && !id.AsSpan().ContainsAnyExceptInRange('!', '~');
}
