using Allmine.Api.Http.Binding;
using Allmine.Application.Authorization;
using Allmine.Domain.Errors;

namespace Allmine.Api.Http;

/// <summary>
/// Checks what can be told from a request's head before its body is read: whether the caller may make the call, headers that
/// come twice, and the query. It comes after the routing, the token and the rate limits.
/// </summary>
internal sealed class CallMiddleware(RequestDelegate next)
{
    /// <exception cref="AllmineException">The caller may not make the call.</exception>
    /// <exception cref="InvalidRequestException">Whatever else is wrong, all at once.</exception>
    public Task InvokeAsync(HttpContext context, CallerGate gate)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<CallRules>() is not { } rules)
            return next(context);
        var admission = rules.Requirement is { } demand ? gate.AdmitEarlyAsync(demand, context.RequestAborted) : Task.CompletedTask;
        if (!admission.IsCompletedSuccessfully)
            return InvokeAfterAsync(admission, context, rules);
        CheckHead(context.Request, rules);
        return next(context);
    }

    private async Task InvokeAfterAsync(Task admission, HttpContext context, CallRules rules)
    {
        await admission;
        CheckHead(context.Request, rules);
        await next(context);
    }

    private static void CheckHead(HttpRequest request, CallRules rules)
    {
        List<ErrorDetail>? faults = null;
        foreach (var name in ApiHeaders.Single)
        {
            if (request.Headers[name].Count > 1)
                (faults ??= []).Add(new ErrorDetail(ErrorCode.Format, ForeignName.OfHeader(name)));
        }

        foreach (var name in HeaderText.Unreadable(request.Headers))
        {
            var fault = new ErrorDetail(ErrorCode.Format, ForeignName.OfHeader(name));
            if (faults?.Exists(other => other.Name == fault.Name) != true)
                (faults ??= []).Add(fault);
        }

        if (request.QueryString.Value is { Length: > 0 } query && rules.Queries is { } known)
            QueryErrors.Find(query, known, faults ??= []);
        if (faults is { Count: > 0 })
            throw new InvalidRequestException(faults);
    }
}
