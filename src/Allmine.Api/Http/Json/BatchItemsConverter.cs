using System.Text.Json;
using System.Text.Json.Serialization;
using Allmine.Api.Contracts.Batches;
using Allmine.Application.Messages.SendBatch;

namespace Allmine.Api.Http.Json;

/// <summary>
/// Reads the items of a batch, and one too many at most: a body of the greatest size could hold some hundred thousand, and more than the limit are
/// refused for their number alone.
/// </summary>
internal sealed class BatchItemsConverter : JsonConverter<IReadOnlyList<BatchItemRequest?>>
{
    public override IReadOnlyList<BatchItemRequest?> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException();
        var items = new List<BatchItemRequest?>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (items.Count > SendBatchCommand.MaxItems)
                reader.Skip();
            else
                items.Add((BatchItemRequest?)JsonSerializer.Deserialize(ref reader, options.GetTypeInfo(typeof(BatchItemRequest))));
        }

        return items;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<BatchItemRequest?> value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Requests are read only.");
}
