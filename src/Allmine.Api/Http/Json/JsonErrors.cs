using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Allmine.Api.Errors;
using Allmine.Api.Http.Binding;
using Allmine.Domain.Errors;

namespace Allmine.Api.Http.Json;

/// <summary>
/// Says, in the contract's codes, why a body could not be read as its type. The serializer knows, but tells it only in
/// sentences with names of types; so this walks over the body once more, on this rare path alone.
/// </summary>
internal static class JsonErrors
{
    /// <summary>One fault or more, in the order of the body: at most <see cref="InvalidRequestException.MaxFaults"/>, with which it looks no further.</summary>
    public static IReadOnlyList<ErrorDetail> Find(ReadOnlySpan<byte> body, JsonTypeInfo type) =>
        Find(body, type, prefix: "", new ErrorDetail(ProtocolErrorCode.BodyMalformed));

    /// <summary>Likewise where the JSON is the value of one field.</summary>
    public static IReadOnlyList<ErrorDetail> FindIn(string field, ReadOnlySpan<byte> value, JsonTypeInfo type) =>
        Find(value, type, $"{field}.", new ErrorDetail(ProtocolErrorCode.WrongType, field));

    private static IReadOnlyList<ErrorDetail> Find(ReadOnlySpan<byte> body, JsonTypeInfo type, string prefix, ErrorDetail unreadable)
    {
        ErrorDetail[] malformed = [unreadable];
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = type.Options.MaxDepth });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                return malformed;
            var faults = new List<ErrorDetail>();
            WalkObject(ref reader, type, prefix, faults);
            if (IsEnough(faults))
                return faults;
            // What follows the object must be white space.
            reader.Read();
            return faults.Count > 0 ? faults : malformed;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return malformed;
        }
    }

    private static void WalkObject(ref Utf8JsonReader reader, JsonTypeInfo type, string prefix, List<ErrorDetail> faults)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!IsEnough(faults) && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var field = prefix + ForeignName.Quoted(name);
            reader.Read();

            var property = type.Properties.FirstOrDefault(candidate => candidate.Name == name);
            if (!seen.Add(name))
                faults.Add(new ErrorDetail(ProtocolErrorCode.Duplicate, field));
            else if (property is null)
                faults.Add(new ErrorDetail(ProtocolErrorCode.Unknown, field));
            else
                CheckValue(ref reader, property.PropertyType, type.Options, field, faults);
            if (!IsEnough(faults))
                reader.Skip();
        }
    }

    private static void CheckValue(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options, string field, List<ErrorDetail> faults)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (type == typeof(string))
        {
            if (reader.TokenType != JsonTokenType.String)
                faults.Add(new ErrorDetail(ProtocolErrorCode.WrongType, field));
            else if (!IsReadable(ref reader))
                faults.Add(new ErrorDetail(ErrorCode.Characters, field));
        }
        else if (type == typeof(long?))
        {
            if (reader.TokenType != JsonTokenType.Number || reader.ValueSpan.ContainsAny("."u8[0], "e"u8[0], "E"u8[0]))
                faults.Add(new ErrorDetail(ProtocolErrorCode.WrongType, field));
            else if (!reader.TryGetInt64(out _))
                faults.Add(new ErrorDetail(ErrorCode.Range, field, long.MinValue, long.MaxValue));
        }
        else if (type.IsAssignableTo(typeof(IEnumerable<string?>)))
        {
            WalkArray(ref reader, field, faults);
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            WalkObject(ref reader, options.GetTypeInfo(type), $"{field}.", faults);
        }
        else
        {
            faults.Add(new ErrorDetail(ProtocolErrorCode.WrongType, field));
        }
    }

    /// <summary>An array of texts: each sort of fault is told once, of the array as a whole.</summary>
    private static void WalkArray(ref Utf8JsonReader reader, string field, List<ErrorDetail> faults)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            faults.Add(new ErrorDetail(ProtocolErrorCode.WrongType, field));
            return;
        }

        var found = new HashSet<ErrorCode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
                found.Add(ProtocolErrorCode.WrongType);
            else if (reader.TokenType == JsonTokenType.String && !IsReadable(ref reader))
                found.Add(ErrorCode.Characters);
            reader.Skip();
        }

        faults.AddRange(found.Select(code => new ErrorDetail(code, field)));
    }

    private static bool IsEnough(List<ErrorDetail> faults) => faults.Count >= InvalidRequestException.MaxFaults;

    /// <summary>Escapes may spell half of a surrogate pair, which is no text.</summary>
    private static bool IsReadable(ref Utf8JsonReader reader)
    {
        try
        {
            reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
