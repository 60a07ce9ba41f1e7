namespace Allmine.Bench.Load;

/// <summary>A measurement that can't go on, said in one sentence.</summary>
internal sealed class BenchException(string message) : Exception(message);
