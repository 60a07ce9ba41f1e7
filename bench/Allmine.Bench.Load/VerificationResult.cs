namespace Allmine.Bench.Load;

/// <summary>How much was looked at, and what is wrong with it.</summary>
internal sealed record VerificationResult(int Chats, int Messages, IReadOnlyList<string> Faults);
