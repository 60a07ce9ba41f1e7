using Microsoft.Extensions.Logging;

namespace Allmine.Application.Tests.Fakes;

/// <summary>Keeps what is logged: the sentence, every value in it, and the exception.</summary>
internal sealed class CapturingLogger<T> : ILogger<T>
{
    public List<string> Entries { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(';', pairs.Select(pair => pair.Value)) : "";
        Entries.Add($"{logLevel}: {formatter(state, exception)} [{values}] {exception}");
    }
}
