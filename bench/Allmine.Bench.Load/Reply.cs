namespace Allmine.Bench.Load;

/// <summary>What the load looks at in an answer: number and id only of a 201; whether it is a refusal for lack of credits.</summary>
internal readonly record struct Reply(int Status, long Sequence, UInt128 Id, bool IsInsufficient = false);
