using System.Text.Json.Serialization;

namespace Allmine.Bench.Limit;

/// <summary>The documented answer: every property is there, null where it does not apply.</summary>
internal sealed record MessageBody(
    [property: JsonPropertyName("_id")] string Id,
    string ChatId,
    string SenderId,
    string Type,
    string? Content,
    MediaBody? Media,
    CreditTransferBody? CreditTransfer,
    string[] ReadBy,
    string CreatedAt,
    string UpdatedAt,
    long Sequence);
