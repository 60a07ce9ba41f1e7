using System.Diagnostics.Tracing;

/// <summary>
/// Runs in a service under test before the service itself, where <c>DOTNET_STARTUP_HOOKS</c> names this assembly: it writes down
/// each method that the JIT compiles. The runtime looks for it by this name, outside every namespace.
/// </summary>
internal static class StartupHook
{
    /// <summary>Names the file.</summary>
    public const string Variable = "ALLMINE_TEST_COMPILED";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } file)
            _ = new Listener(new StreamWriter(file) { AutoFlush = true });
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
