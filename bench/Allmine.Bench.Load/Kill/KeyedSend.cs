namespace Allmine.Bench.Load.Kill;

/// <summary>A send whose outcome is unknown, or was: whoever has the key may repeat it.</summary>
internal sealed record KeyedSend(int Chat, int Connection, int Number);
