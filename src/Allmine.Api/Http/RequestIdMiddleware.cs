namespace Allmine.Api.Http;

/// <summary>
/// Gives every request an id, which is in the header <c>X-Request-Id</c> of the answer and in each line of the log. A
/// caller's own id is kept if it is a plain one.
/// </summary>
internal sealed class RequestIdMiddleware(RequestDelegate next, ILogger<RequestIdMiddleware> logger)
{
    public const string Header = "X-Request-Id";

    private const int MaxLength = 128;

    private static readonly Func<ILogger, string, IDisposable?> GivenId = LoggerMessage.DefineScope<string>("RequestId:{RequestId}");

    public Task InvokeAsync(HttpContext context)
    {
        var given = context.Request.Headers[Header] is [{ } id] && IsPlain(id) ? id : null;
        context.TraceIdentifier = given ?? context.TraceIdentifier;
        context.Response.Headers[Header] = context.TraceIdentifier;
        return given is null ? next(context) : InvokeInScopeAsync(context, given);
    }

    /// <summary>The server has opened a scope with its own id already, and never looks again.</summary>
    private async Task InvokeInScopeAsync(HttpContext context, string id)
    {
        using (GivenId(logger, id))
            await next(context);
    }

    private static bool IsPlain(string id) => id.Length is > 0 and <= MaxLength && !id.AsSpan().ContainsAnyExceptInRange('!', '~');
}
