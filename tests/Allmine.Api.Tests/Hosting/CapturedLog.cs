using System.Collections.Concurrent;
using Allmine.Api.Logging;
using Microsoft.Extensions.Logging;

namespace Allmine.Api.Tests.Hosting;

/// <summary>Keeps each line of the log with the scopes around it, as the console would show them.</summary>
public sealed class CapturedLog : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> lines = new();
    private readonly ConcurrentQueue<string> callLines = new();
    private IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

    public IReadOnlyCollection<string> Lines => lines;

    /// <summary>Those of them that tell of calls: nothing that goes on in the background adds to them.</summary>
    public IReadOnlyCollection<string> CallLines => callLines;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName == typeof(CallLogMiddleware).FullName || categoryName == typeof(CallDigest).FullName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Logger(CapturedLog log, bool isOfCalls) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log.scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var parts = new List<string> { $"{logLevel}: {formatter(state, exception)} {exception}" };
            log.scopes.ForEachScope((scope, all) => all.Add($"{scope}"), parts);
            var line = string.Join(" => ", parts);
            log.lines.Enqueue(line);
            if (isOfCalls)
                log.callLines.Enqueue(line);
        }
    }
}
