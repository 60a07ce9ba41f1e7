using System.Text.Json;
using System.Text.Json.Serialization;
using Allmine.Application.Chats.Sync;

namespace Allmine.Api.Http.Json;

/// <summary>
/// Reads the chats of a sync in their order, and one too many at most: more than the limit are refused for their number alone. What is given twice is
/// there twice, for its rule.
/// </summary>
internal sealed class SyncChatsConverter : JsonConverter<IReadOnlyList<KeyValuePair<string, long>>>
{
    public override IReadOnlyList<KeyValuePair<string, long>> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException();
        var chats = new List<KeyValuePair<string, long>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isEnough = chats.Count > SyncCommand.MaxChats;
            var id = isEnough ? string.Empty : reader.GetString()!;
            reader.Read();
            if (isEnough)
                reader.Skip();
            else if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var change))
                chats.Add(new(id, change));
            else
                throw new JsonException();
        }

        return chats;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<KeyValuePair<string, long>> value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Requests are read only.");
}
