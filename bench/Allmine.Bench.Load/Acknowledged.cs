namespace Allmine.Bench.Load;

/// <summary>A message that was answered with 201, and so must be found in the history under its number.</summary>
internal readonly record struct Acknowledged(int Chat, long Sequence, UInt128 Id);
