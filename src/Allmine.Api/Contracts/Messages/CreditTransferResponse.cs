namespace Allmine.Api.Contracts.Messages;

/// <summary>The credits that a message moved.</summary>
public sealed record CreditTransferResponse
{
    /// <summary>Whole credits.</summary>
    public long Amount { get; init; }

    /// <summary>Who received them.</summary>
    public required string RecipientId { get; init; }

    /// <summary>Who sent them.</summary>
    public required string SenderId { get; init; }
}
