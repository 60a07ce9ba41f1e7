using System.Text.Json;
using System.Text.Json.Serialization;
using Allmine.Application.Ports.Feed;
using Allmine.Domain;
using Allmine.Domain.Errors;

namespace Allmine.Application.Webhooks;

/// <summary>How webhooks and their deliveries are written down.</summary>
internal static class WebhookJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new IdConverterFactory(), new TypeConverter() },
        RespectNullableAnnotations = true,
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <exception cref="UnreadableRecordException">It can't be read.</exception>
    public static T Read<T>(string text, string what)
        where T : class => Find<T>(text, out var failure) ?? throw new UnreadableRecordException(what, failure);

    /// <returns>Null if it can't be read.</returns>
    public static T? Find<T>(string text)
        where T : class => Find<T>(text, out _);

    private static T? Find<T>(string text, out Exception? failure)
        where T : class
    {
        failure = null;
        try
        {
            return JsonSerializer.Deserialize<T>(text, Options);
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            failure = exception;
            return null;
        }
    }

    private sealed class IdConverterFactory : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Id<>);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(IdConverter<>).MakeGenericType(typeToConvert.GenericTypeArguments))!;
    }

    private sealed class IdConverter<T> : JsonConverter<Id<T>>
        where T : class
    {
        public override Id<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Id<T>.TryParse(reader.GetString(), out var id) ? id : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, Id<T> value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    private sealed class TypeConverter : JsonConverter<FeedType>
    {
        public override FeedType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } name && FeedTypeNames.TryParse(name, out var type) ? type : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, FeedType value, JsonSerializerOptions options) => writer.WriteStringValue(FeedTypeNames.NameOf(value));
    }
}
