using Allmine.Api.Faults;
using Allmine.Api.Http.Binding;
using Allmine.Api.Http.Bodies;
using Allmine.Api.Http.Json;
using Allmine.Application.Authorization;
using Allmine.Application.Validation;
using Allmine.Domain.Errors;

namespace Allmine.Api.Http;

/// <summary>
/// Checks what can be told from a request's head before its body is read: whether the caller may make the call, headers that
/// come twice, and the query. It comes after the routing, the token and the rate limits. What is wrong with the head is told
/// with what is wrong with the body, but a body that may be large is not read for that.
/// </summary>
internal sealed class CallMiddleware(RequestDelegate next, FaultsOnDemand demanded)
{
    /// <exception cref="AllmineException">The caller may not make the call.</exception>
    /// <exception cref="InvalidRequestException">The head is wrong, and nothing more is looked at.</exception>
    public Task InvokeAsync(HttpContext context, CallerGate gate)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<CallRules>() is not { } rules)
            return next(context);
        var admission = rules.Requirement is { } demand ? gate.AdmitEarlyAsync(demand, context.RequestAborted) : Task.CompletedTask;
        if (!admission.IsCompletedSuccessfully)
            return InvokeAfterAsync(admission, context, rules);
        return GoOnAsync(context, rules);
    }

    private async Task InvokeAfterAsync(Task admission, HttpContext context, CallRules rules)
    {
        await admission;
        await GoOnAsync(context, rules);
    }

    private Task GoOnAsync(HttpContext context, CallRules rules)
    {
        // Of the API alone: a page of files asks for no faults.
        var fault = rules.Queries is null ? null : demanded.In(context);
        CheckHead(context, rules);
        return fault is null ? next(context) : demanded.InvokeAsync(fault, context, next);
    }

    private static void CheckHead(HttpContext context, CallRules rules)
    {
        var request = context.Request;
        foreach (var name in ApiHeaders.Single)
        {
            if (request.Headers[name].Count > 1)
                RequestReading.FaultsOf(context).AddUnread(new ErrorDetail(ErrorCode.Format, ForeignName.OfHeader(name)));
        }

        foreach (var name in HeaderText.Unreadable(request.Headers))
        {
            var (faults, fault) = (RequestReading.FaultsOf(context), new ErrorDetail(ErrorCode.Format, ForeignName.OfHeader(name)));
            if (!faults.Faults.Any(other => other.Name == fault.Name))
                faults.AddUnread(fault);
        }

        if (request.QueryString.Value is { Length: > 0 } query && rules.Queries is { } known)
            QueryErrors.Find(query, known, context);
        if (context.Features.Get<ReadingFaults>() is { } found && (found.AreEnough || !IsReadOn(request, rules)))
            throw RequestReading.EndsWith(context);
    }

    /// <summary>Whether the request comes to its use case, which tells the faults, and has no body that may be large.</summary>
    private static bool IsReadOn(HttpRequest request, CallRules rules) =>
        rules.Requirement is not null && !MultipartForm.IsIn(request) && !(request.ContentLength > JsonInputFormatter.MaxBytes);
}
