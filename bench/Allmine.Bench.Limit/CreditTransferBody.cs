namespace Allmine.Bench.Limit;

/// <summary>The credits of a message, as documented; the limit program only ever answers null.</summary>
internal sealed record CreditTransferBody(long? Amount, string? RecipientId, string? SenderId);
