namespace Allmine.Api.Contracts.Batches;

/// <summary>What became of a batch.</summary>
public sealed record BatchResponse
{
    /// <summary>How many items are sent, by this request or an earlier one with the same key.</summary>
    public int Committed { get; init; }

    /// <summary>How many are not.</summary>
    public int Refused { get; init; }

    /// <summary>In the order of the request.</summary>
    public required IReadOnlyList<BatchItemResponse> Items { get; init; }
}
