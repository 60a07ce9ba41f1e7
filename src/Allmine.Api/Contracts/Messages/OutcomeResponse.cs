namespace Allmine.Api.Contracts.Messages;

/// <summary>What became of a send.</summary>
public sealed record OutcomeResponse
{
    /// <summary><c>committed</c>, <c>refused</c> or <c>unknown</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The message as it reads now, if it was committed.</summary>
    public MessageResponse? Message { get; init; }

    /// <summary>The refusal, if it was refused for good: what a repetition with the key is answered.</summary>
    public ErrorResponse? Error { get; init; }
}
