using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Allmine.Api.Http.Json;

/// <summary>Writes times as the API documents them: UTC with milliseconds and <c>Z</c>.</summary>
internal sealed class UtcMillisecondsConverter : JsonConverter<DateTime>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTime();

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[32];
        value.TryFormat(text, out var length, Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }
}
