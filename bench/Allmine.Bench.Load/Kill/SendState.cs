namespace Allmine.Bench.Load.Kill;

/// <summary>What is known of a send. An answered one must be in its chat exactly once, any other at most once.</summary>
internal readonly record struct SendState(int Chat, bool Keyed, bool Answered);
