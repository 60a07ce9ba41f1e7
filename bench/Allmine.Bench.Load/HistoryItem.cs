namespace Allmine.Bench.Load;

/// <summary>A message as the history shows it.</summary>
internal sealed record HistoryItem(long Sequence, UInt128 Id, string? Content);
