namespace Allmine.Bench.Limit;

/// <summary>Credits for somebody.</summary>
internal sealed record Transfer(string RecipientId, long Amount);
