namespace Allmine.Api.Contracts.Credits;

/// <summary>A page of a user's ledger, newest first.</summary>
public sealed record TransactionsResponse
{
    public required IReadOnlyList<TransactionResponse> Items { get; init; }

    /// <summary>The <c>cursor</c> of the next page; null at the end.</summary>
    public string? NextCursor { get; init; }
}
