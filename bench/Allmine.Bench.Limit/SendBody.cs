namespace Allmine.Bench.Limit;

/// <summary>The documented request body.</summary>
internal sealed record SendBody(
    string? Type, string? ChatId, string? TargetUserId, string? Content, string? File, CreditTransferBody? CreditTransfer);
