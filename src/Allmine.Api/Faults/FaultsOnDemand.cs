using Allmine.Api.Errors;
using Allmine.Api.Http;
using Allmine.Api.Http.Binding;
using Allmine.Application.Resets;
using Allmine.Domain.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace Allmine.Api.Faults;

/// <summary>
/// Lets callers ask for what happens once a month, by the header <see cref="ApiHeaders.Fault"/> and for that call alone: in Development and
/// Staging. Elsewhere the header is refused, so that nobody believes to have tried something.
/// </summary>
/// <param name="areOn">Whether faults can be asked for.</param>
/// <param name="asked">Where the engine learns of a conflict.</param>
/// <param name="time">How late an answer comes.</param>
/// <param name="gate">Of the store: while it is replaced nothing is held back.</param>
/// <param name="lifetime">Of the service: one that ends holds nothing back.</param>
internal sealed class FaultsOnDemand(bool areOn, AskedFaults asked, TimeProvider time, StoreGate gate, IHostApplicationLifetime lifetime)
{
    public bool AreOn => areOn;

    public static bool AreOnIn(IHostEnvironment environment) => environment.IsDevelopment() || environment.IsStaging();

    /// <summary>The fault that a request asks for; null if it asks for none. What is wrong with the header is noted with the request's other faults.</summary>
    public Fault? In(HttpContext context)
    {
        var given = context.Request.Headers[ApiHeaders.Fault];
        if (given.Count == 0)
            return null;
        var fault = areOn && given is [{ } text] ? Fault.Parse(text) : null;
        if (fault is null)
            RequestReading.FaultsOf(context).AddUnread(new ErrorDetail(areOn ? ErrorCode.Format : ProtocolErrorCode.Unknown, ForeignName.OfHeader(ApiHeaders.Fault)));
        return fault;
    }

    /// <summary>Goes on with the call as the fault wants it.</summary>
    /// <exception cref="StoreUnavailableException">That is what was asked for.</exception>
    public Task InvokeAsync(Fault fault, HttpContext context, RequestDelegate next)
    {
        switch (fault.Kind)
        {
            case FaultKind.StoreUnavailable:
                throw new StoreUnavailableException();
            case FaultKind.Conflict:
                asked.AskConflict(context);
                return next(context);
            case FaultKind.LoseAnswer:
                return HoldAsync(context, next, () => Cut(context));
            default:
                return HoldAsync(context, next, () => DelayAsync(fault.Delay, context));
        }
    }

    private static async Task HoldAsync(HttpContext context, RequestDelegate next, Func<Task<bool>> opens)
    {
        var answer = new HeldAnswer(context.Features.GetRequiredFeature<IHttpResponseBodyFeature>(), opens);
        context.Features.Set<IHttpResponseBodyFeature>(answer);
        await next(context);
        await answer.OpenAsync();
    }

    private static Task<bool> Cut(HttpContext context)
    {
        context.Abort();
        return Task.FromResult(false);
    }

    private async Task<bool> DelayAsync(TimeSpan delay, HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping, gate.Closing);
        try
        {
            await Task.Delay(delay, time, end.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The service ends, or its store is about to go: the answer goes out at once.
        }

        return true;
    }
}
