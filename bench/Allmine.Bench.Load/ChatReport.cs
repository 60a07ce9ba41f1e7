namespace Allmine.Bench.Load;

/// <summary>What was acknowledged in a chat, the warm-up included.</summary>
internal sealed record ChatReport(string ChatId, long HighestSequence, int Acknowledged);
