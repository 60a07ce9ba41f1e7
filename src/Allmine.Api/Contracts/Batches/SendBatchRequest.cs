using System.Text.Json.Serialization;
using Allmine.Api.Http.Json;

namespace Allmine.Api.Contracts.Batches;

/// <summary>Messages to be sent together.</summary>
public sealed record SendBatchRequest
{
    /// <summary>Whether all are committed as one, or none. False if left out: then each is sent or refused for itself.</summary>
    public bool? Atomic { get; init; }

    /// <summary>The sends, in their order: 1 to 500.</summary>
    [JsonConverter(typeof(BatchItemsConverter))]
    public IReadOnlyList<BatchItemRequest?>? Items { get; init; }
}
