using Allmine.Api.Errors;
using Allmine.Application.Ports;
using Allmine.Application.Validation;
using Allmine.Domain.Errors;

namespace Allmine.Api.Http;

/// <summary>Keeps what is found to be wrong with a request while it is read, until its rules are checked too.</summary>
internal sealed class RequestReading(IHttpContextAccessor accessor) : IRequestReading
{
    public ReadingFaults? Faults => accessor.HttpContext?.Features.Get<ReadingFaults>();

    /// <summary>Where to note a fault. Asked for by those who have one: most requests have none.</summary>
    public static ReadingFaults FaultsOf(HttpContext context)
    {
        if (context.Features.Get<ReadingFaults>() is { } known)
            return known;
        var faults = new ReadingFaults();
        context.Features.Set(faults);
        return faults;
    }

    /// <summary>What to throw when the body is of a type that is not taken: what was wrong before it, if anything was.</summary>
    public static AllmineException UnsupportedType(HttpContext context) =>
        context.Features.Get<ReadingFaults>() is null ? new RefusedException(ProtocolErrorCode.BodyUnsupportedType) : EndsWith(context);

    /// <summary>What to throw when the rest can't be read: all that is known, and this.</summary>
    public static InvalidRequestException EndsWith(HttpContext context, params IEnumerable<ErrorDetail> last) =>
        new([.. context.Features.Get<ReadingFaults>()?.Faults ?? [], .. last]);
}
