using System.Text.Json;
using System.Text.Json.Serialization;

namespace Allmine.Api.Http.Json;

/// <summary>Some JSON of a caller's own, which is passed on as it was written.</summary>
/// <param name="Text">Any JSON value.</param>
[JsonConverter(typeof(Converter))]
public sealed record JsonText(string Text)
{
    internal sealed class Converter : JsonConverter<JsonText>
    {
        /// <remarks>What is doubled or can't be stored in it is told by its own rules.</remarks>
        public override JsonText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var value = JsonDocument.ParseValue(ref reader);
            return new JsonText(value.RootElement.GetRawText());
        }

        public override void Write(Utf8JsonWriter writer, JsonText value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Text, skipInputValidation: true);
    }
}
