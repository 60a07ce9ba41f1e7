using Allmine.Api.Contracts.Messages;

namespace Allmine.Api.Contracts.Batches;

/// <summary>One send of a batch.</summary>
public sealed record BatchItemRequest : SendFields
{
    /// <summary>For whom a service sends it; in place of <c>X-On-Behalf-Of</c>. Not for people.</summary>
    public string? OnBehalfOf { get; init; }
}
