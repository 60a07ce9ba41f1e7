using Allmine.Application.GroupCommit;
using Microsoft.Extensions.Logging;

namespace Allmine.Application.Tests.GroupCommit.Simulation.Faults;

/// <summary>A logger that fails by chance, as one does whose disk is full.</summary>
internal sealed class FaultyLogger(SimulatedWorld world) : ILogger<GroupCommitEngine>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // Far more often than the others: it is called only when something goes wrong.
        if (world.Random.Next(4) == 0 && world.Faults.Observer > 0)
            throw world.Fault("the logger");
    }
}
