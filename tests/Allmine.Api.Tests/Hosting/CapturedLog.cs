using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Allmine.Api.Tests.Hosting;

/// <summary>Keeps each line of the log with the scopes around it, as the console would show them.</summary>
public sealed class CapturedLog : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> lines = new();
    private IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

    public IReadOnlyCollection<string> Lines => lines;

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Logger(CapturedLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log.scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var parts = new List<string> { $"{logLevel}: {formatter(state, exception)} {exception}" };
            log.scopes.ForEachScope((scope, all) => all.Add($"{scope}"), parts);
            log.lines.Enqueue(string.Join(" => ", parts));
        }
    }
}
