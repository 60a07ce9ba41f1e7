namespace Allmine.Api.Contracts.Batches;

/// <summary>What became of an atomic batch.</summary>
public sealed record BatchOutcomeResponse
{
    /// <summary><c>committed</c>, <c>refused</c> or <c>unknown</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Its messages as they read now, if it was committed.</summary>
    public BatchResponse? Batch { get; init; }

    /// <summary>The refusal, if it was refused for good: what a repetition with the key is answered.</summary>
    public ErrorResponse? Error { get; init; }
}
