using System.Text.Json.Serialization;

namespace Allmine.Api.Contracts.Credits;

/// <summary>
/// One entry of a user's ledger. It never changes. Of an entry whose record can't be read there is <c>_id</c> alone; everything
/// else is null or 0.
/// </summary>
public sealed record TransactionResponse
{
    [JsonPropertyName("_id")]
    public string? Id { get; init; }

    /// <summary><c>credit_transfer_sent</c>, <c>credit_transfer_received</c> or <c>grant</c>.</summary>
    public string? Direction { get; init; }

    /// <summary>Whole credits, always above zero: the direction tells whether they came or went.</summary>
    public long Amount { get; init; }

    /// <summary>The user's balance after this entry.</summary>
    public long BalanceAfter { get; init; }

    /// <summary>The other user of a transfer; null for a grant.</summary>
    public string? CounterpartyId { get; init; }

    /// <summary>The message that moved the credits; null for a grant.</summary>
    public string? MessageId { get; init; }

    /// <summary>The chat of that message; null for a grant.</summary>
    public string? ChatId { get; init; }

    /// <summary>When it was booked, UTC.</summary>
    public DateTime? CreatedAt { get; init; }
}
