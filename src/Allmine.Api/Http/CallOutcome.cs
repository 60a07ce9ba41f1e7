using Allmine.Api.Telemetry;
using Allmine.Api.WarmUp;
using Allmine.Application.Telemetry;
using Allmine.Domain.Errors;

namespace Allmine.Api.Http;

/// <summary>What became of a call, for the metrics and the log.</summary>
internal sealed record CallOutcome(IReadOnlyList<ErrorDetail> Faults)
{
    private const string Health = "/health";

    /// <summary>Keeps why a call is refused, and counts it; probes and the calls of the warm-up are nobody's.</summary>
    public static void Refuse(HttpContext context, IReadOnlyList<ErrorDetail> faults)
    {
        if (context.RequestServices is StandInServices || context.Request.Path.StartsWithSegments(Health))
            return;
        if (context.Features.Get<CallOutcome>() is null)
            AllmineTelemetry.CountRefusal(OwnFields.LabelOf(faults[0]));
        context.Features.Set(new CallOutcome(faults));
    }
}
