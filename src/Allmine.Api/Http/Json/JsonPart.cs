using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Allmine.Domain.Errors;

namespace Allmine.Api.Http.Json;

/// <summary>Reads a part of a form that holds JSON, as strictly as a body.</summary>
internal static class JsonPart
{
    /// <param name="name">The part's name, which the codes of what is wrong in it begin with.</param>
    /// <param name="text">What the part holds; null if there is none.</param>
    /// <returns>Null if there is no such part, or it says <c>null</c>.</returns>
    /// <exception cref="InvalidRequestException">It is no JSON of that type.</exception>
    public static T? Read<T>(string name, string? text)
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
            throw new InvalidRequestException(JsonErrors.FindIn(name, bytes, type));
        }
    }
}
