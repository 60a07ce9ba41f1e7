namespace Allmine.Bench.Limit;

/// <summary>The credits of a message, as documented: the amount alone in a request, all of it in an answer.</summary>
internal sealed record CreditTransferBody(long? Amount, string? RecipientId, string? SenderId);
