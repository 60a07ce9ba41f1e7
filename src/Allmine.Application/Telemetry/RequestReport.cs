using System.Diagnostics;
using Allmine.Domain.Errors;
using Microsoft.Extensions.Logging;

namespace Allmine.Application.Telemetry;

/// <summary>What is told of a request: codes and kinds, never the request, which may hold what people write to each other.</summary>
internal static partial class RequestReport
{
    /// <param name="logger">Of the request's type.</param>
    /// <param name="request">The type's name.</param>
    /// <param name="refusal">Why.</param>
    /// <param name="start">When the request came, as <see cref="Stopwatch.GetTimestamp"/> tells it.</param>
    public static void Refused(ILogger logger, string request, AllmineException refusal, long start)
    {
        LogRefusal(logger, request, refusal);
        Ended(new KeyValuePair<string, object?>("request", request), OutcomeOf(refusal), start);
    }

    public static void Ended(KeyValuePair<string, object?> requestTag, string outcome, long start) => AllmineTelemetry.RequestDuration.Record(
        Stopwatch.GetElapsedTime(start).TotalSeconds, requestTag, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>The first code, with nothing in it that a caller wrote.</summary>
    public static string OutcomeOf(AllmineException refusal) => AllmineTelemetry.LabelOf(refusal.Errors[0], isOwnField: true);

    public static void LogRefusal(ILogger logger, string request, AllmineException refusal)
    {
        if (!logger.IsEnabled(LogLevel.Debug))
            return;
        var codes = string.Join(", ", refusal.Errors.Select(error => error.LoggedName));
        LogRefusal(logger, request, codes);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Request} refused: {Codes}")]
    private static partial void LogRefusal(ILogger logger, string request, string codes);
}
