namespace Allmine.Bench.Load;

/// <summary>What a load measured. Latencies are in milliseconds, of answers 201.</summary>
internal sealed record LoadReport(
    int Created,
    double Seconds,
    double PerSecond,
    double P50,
    double P99,
    double Max,
    IReadOnlyDictionary<string, int> Errors,
    IReadOnlyList<ChatReport> Chats,
    IReadOnlyList<double> PerSecondOfNodes);
