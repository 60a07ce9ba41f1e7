namespace Allmine.Bench.Load.Kill;

/// <summary>A send, and what is known of it.</summary>
internal readonly record struct SendState(KillSend Send, SendFate Fate);
