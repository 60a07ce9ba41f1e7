using System.Diagnostics;
using System.Diagnostics.Tracing;
using Allmine.Api.Health;
using Allmine.Api.WarmUp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

/// <summary>
/// Runs in a service under test before the service itself, where <c>DOTNET_STARTUP_HOOKS</c> names this assembly. The service is ready
/// without having warmed up: that takes longer than most tests, and nothing else depends on it. Where a file is named, it warms up,
/// and each method that the JIT compiles is written down. The runtime looks for this class by its name, outside every namespace.
/// </summary>
internal static class StartupHook
{
    /// <summary>Names the file.</summary>
    public const string Variable = "ALLMINE_TEST_COMPILED";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } file)
            _ = new Listener(new StreamWriter(file) { AutoFlush = true });
        else
            DiagnosticListener.AllListeners.Subscribe(new Builders());
    }

    /// <summary>Waits for the host's builder, which is told of before it builds.</summary>
    private sealed class Builders : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting")
                value.Subscribe(this, name => name == "HostBuilding");
        }

        public void OnNext(KeyValuePair<string, object?> value) => ((IHostBuilder)value.Value!).ConfigureServices(services =>
        {
            services.Remove(services.Single(service => service.ImplementationType == typeof(WarmUpTask)));
            services.AddHostedService<Warm>();
        });

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }

    private sealed class Warm(Readiness readiness) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            readiness.BeWarm();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Listener(StreamWriter file) : EventListener
    {
        private const EventKeywords Jit = (EventKeywords)0x10;

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
                EnableEvents(eventSource, EventLevel.Verbose, Jit);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName?.StartsWith("MethodLoadVerbose", StringComparison.Ordinal) != true)
                return;
            lock (file)
                file.WriteLine($"{eventData.Payload![6]}.{eventData.Payload[7]}");
        }
    }
}
