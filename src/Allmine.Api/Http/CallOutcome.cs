using Allmine.Api.RateLimiting;
using Allmine.Api.Telemetry;
using Allmine.Api.WarmUp;
using Allmine.Application.Telemetry;
using Allmine.Domain.Errors;

namespace Allmine.Api.Http;

/// <summary>What became of a call, for the metrics and the log.</summary>
/// <param name="Faults">Why it was refused.</param>
internal sealed record CallOutcome(IReadOnlyList<ErrorDetail> Faults)
{
    private const string Health = "/health";

    private static readonly object CauseKey = new();

    /// <summary>What was wrong with the token, or which limit had no room.</summary>
    public string? Cause { get; private init; }

    /// <summary>Notes more of why the call is about to be refused.</summary>
    public static void Explain(HttpContext context, string cause) => context.Items[CauseKey] = cause;

    /// <summary>Keeps why a call is refused, and counts it; probes and the calls of the warm-up are nobody's.</summary>
    public static void Refuse(HttpContext context, IReadOnlyList<ErrorDetail> faults)
    {
        if (context.RequestServices is StandInServices || context.Request.Path.StartsWithSegments(Health))
            return;
        if (context.Features.Get<CallOutcome>() is null)
            AllmineTelemetry.CountRefusal(OwnFields.LabelOf(faults[0]));
        var why = context.Items.TryGetValue(CauseKey, out var cause) ? (string?)cause : null;
        if (faults[0].Code.Kind == ErrorKind.RateLimited)
            AllmineTelemetry.CountRateLimited(why ?? RateLimits.Streams);
        context.Features.Set(new CallOutcome(faults) { Cause = why });
    }
}
