using Allmine.Api.Telemetry;
using Microsoft.Extensions.Logging.Console;

namespace Allmine.Api.Logging;

/// <summary>How the log looks on standard output.</summary>
internal static class LogLines
{
    public static void AddLines(this ILoggingBuilder logging, TelemetrySettings settings)
    {
        if (settings.LogsJson)
        {
            logging.AddConsoleFormatter<JsonLineFormatter, ConsoleFormatterOptions>();
            logging.AddConsole(console => console.FormatterName = JsonLineFormatter.FormatterName);
        }
        else
        {
            logging.AddSimpleConsole(text =>
            {
                (text.SingleLine, text.IncludeScopes) = (true, true);
                (text.UseUtcTimestamp, text.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ ");
            });
        }
    }
}
