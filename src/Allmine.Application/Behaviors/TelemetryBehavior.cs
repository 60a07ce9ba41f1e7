using System.Diagnostics;
using Allmine.Application.Authorization;
using Allmine.Application.Telemetry;
using Allmine.Domain.Errors;
using MediatR;
using Microsoft.Extensions.Logging;

namespace Allmine.Application.Behaviors;

/// <summary>
/// The outermost behavior: a span, a count and a duration for each request, by its type and outcome. It logs codes and
/// kinds, never the request, which may hold what people write to each other.
/// </summary>
internal sealed class TelemetryBehavior<TRequest, TResponse>(ILogger<TRequest> logger, TelemetryOptions options) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    private static readonly string Name = typeof(TRequest).Name;

    /// <summary>Whoever may call without a token could fill the log; the count of refusals tells enough of that.</summary>
    private static readonly bool IsForEverybody = RequestRequirement.Of(typeof(TRequest)).RequiredCaller == RequiredCaller.Nothing;

    private static readonly KeyValuePair<string, object?> RequestTag = new("request", Name);

    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        using var span = options.IsOn ? AllmineTelemetry.Source.StartActivity(Name) : null;
        var start = Stopwatch.GetTimestamp();
        var outcome = "ok";
        try
        {
            var response = await next();
            if (response is IReplayable { Replayed: true })
                outcome = CountReplay();
            return response;
        }
        catch (AllmineException exception)
        {
            outcome = RequestReport.OutcomeOf(exception);
            if (exception is RefusedException { Replayed: true })
                CountReplay();
            if (!IsForEverybody)
                RequestReport.LogRefusal(logger, Name, exception);
            throw;
        }
        catch (Exception)
        {
            outcome = ErrorCode.ServerError.Value;
            throw;
        }
        finally
        {
            span?.SetTag("outcome", outcome);
            if (options.IsOn)
                RequestReport.Ended(RequestTag, outcome, start);
        }
    }

    private string CountReplay()
    {
        if (options.IsOn)
            AllmineTelemetry.Replays.Add(1);
        return "replayed";
    }
}
