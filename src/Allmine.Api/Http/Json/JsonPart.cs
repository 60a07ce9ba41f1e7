using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Allmine.Domain.Errors;

namespace Allmine.Api.Http.Json;

/// <summary>Reads a part of a form that holds JSON, as strictly as a body.</summary>
internal static class JsonPart
{
    /// <summary>Any JSON, for the rules of its own.</summary>
    /// <inheritdoc cref="Read{T}"/>
    public static JsonText? ReadAny(HttpContext context, string name, string? text) =>
        Parsed(context, name, text, root => root.ValueKind == JsonValueKind.Null ? null : new JsonText(root.GetRawText()));

    /// <summary>An array of texts.</summary>
    /// <inheritdoc cref="Read{T}"/>
    public static IReadOnlyList<string?>? ReadTexts(HttpContext context, string name, string? text) => Parsed<IReadOnlyList<string?>>(context, name, text, root =>
        root.ValueKind == JsonValueKind.Null ? null : [.. root.EnumerateArray().Select(item => item.GetString())]);

    private static T? Parsed<T>(HttpContext context, string name, string? text, Func<JsonElement, T?> read)
        where T : class
    {
        if (text is null)
            return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            return read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            RequestReading.FaultsOf(context).AddUnread(new ErrorDetail(ErrorCode.WrongType, name));
            return null;
        }
    }

    /// <param name="context">Gets noted what is wrong.</param>
    /// <param name="name">The part's name, which the codes of what is wrong in it begin with.</param>
    /// <param name="text">What the part holds; null if there is none.</param>
    /// <returns>What is good of it; null if there is no such part, or it says <c>null</c>.</returns>
    public static T? Read<T>(HttpContext context, string name, string? text)
        where T : class
    {
        if (text is null)
            return null;
        var bytes = Encoding.UTF8.GetBytes(text);
        var type = (JsonTypeInfo<T>)StrictJson.Options.GetTypeInfo(typeof(T));
        try
        {
            return JsonSerializer.Deserialize(bytes, type);
        }
        catch (JsonException)
        {
            var faults = RequestReading.FaultsOf(context);
            if (JsonErrors.Find(bytes, type, $"{name}.", faults) is { } good && !faults.AreEnough)
                return JsonSerializer.Deserialize(good.Span, type);
            faults.AddUnread(new ErrorDetail(ErrorCode.WrongType, name));
            return null;
        }
    }
}
