using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Allmine.Api.Errors;
using Allmine.Api.Http.Binding;
using Allmine.Application.Validation;
using Allmine.Domain.Errors;

namespace Allmine.Api.Http.Json;

/// <summary>
/// Says, in the contract's codes, why a body could not be read as its type. The serializer knows, but tells it only in
/// sentences with names of types; so this walks over the body once more, on this rare path alone. What is good in the body is
/// put together to one that can be read, so that the rules can be checked for it too.
/// </summary>
internal ref struct JsonErrors
{
    private readonly ReadOnlySpan<byte> body;
    private readonly ReadingFaults faults;
    private readonly Utf8JsonWriter good;
    private Utf8JsonReader reader;

    private JsonErrors(ReadOnlySpan<byte> body, JsonSerializerOptions options, ReadingFaults faults, Utf8JsonWriter good)
    {
        this.body = body;
        this.faults = faults;
        this.good = good;
        reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = options.MaxDepth });
    }

    /// <summary>Notes what is wrong, in the order of the body: until there are enough faults, with which it looks no further.</summary>
    /// <param name="body">What could not be read.</param>
    /// <param name="type">As what.</param>
    /// <param name="prefix">What the names of fields begin with.</param>
    /// <param name="faults">Get what is found.</param>
    /// <returns>What is good of it, as JSON; null if it can't be told, since it is no JSON object.</returns>
    public static ReadOnlyMemory<byte>? Find(ReadOnlySpan<byte> body, JsonTypeInfo type, string prefix, ReadingFaults faults)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var good = new Utf8JsonWriter(bytes, new JsonWriterOptions { SkipValidation = true });
        // What comes before the place where a body breaks off is no news.
        var found = new ReadingFaults();
        var walk = new JsonErrors(body, type.Options, found, good);
        try
        {
            if (!walk.TryWalk(type, prefix))
                return null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }

        faults.Add(found);
        good.Flush();
        return bytes.WrittenMemory;
    }

    private bool TryWalk(JsonTypeInfo type, string prefix)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return false;
        WalkObject(type, prefix);
        // What follows the object must be white space.
        if (!faults.AreEnough)
            reader.Read();
        return faults.Faults.Count > 0;
    }

    private void WalkObject(JsonTypeInfo type, string prefix)
    {
        good.WriteStartObject();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!faults.AreEnough && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var field = prefix + ForeignName.Quoted(name);
            reader.Read();

            var property = type.Properties.FirstOrDefault(candidate => candidate.Name == name);
            if (!seen.Add(name))
                faults.Add(new ErrorDetail(ErrorCode.Duplicate, field) { IsFieldForeign = true });
            else if (property is null)
                faults.Add(new ErrorDetail(ProtocolErrorCode.Unknown, field) { IsFieldForeign = true });
            else
                WalkValue(name, property.PropertyType, type.Options, field);
            if (!faults.AreEnough)
                reader.Skip();
        }

        good.WriteEndObject();
    }

    private void WalkValue(string name, Type type, JsonSerializerOptions options, string field)
    {
        if (reader.TokenType == JsonTokenType.StartArray && ElementOf(type) is { } element)
        {
            good.WritePropertyName(name);
            WalkArray(options.GetTypeInfo(element), field);
            return;
        }

        if (reader.TokenType == JsonTokenType.StartObject && ElementOf(type) is null && !IsText(type) && !IsNumber(type) && !IsFlag(type) && !IsTexts(type) && !IsNumbersByName(type) && type != typeof(JsonText))
        {
            good.WritePropertyName(name);
            WalkObject(options.GetTypeInfo(type), $"{field}.");
            return;
        }

        var start = (int)reader.TokenStartIndex;
        if (type != typeof(JsonText) && FaultOf(type, field) is { } fault)
        {
            faults.AddUnread(fault);
            return;
        }

        reader.Skip();
        good.WritePropertyName(name);
        good.WriteRawValue(body[start..(int)reader.BytesConsumed], skipInputValidation: true);
    }

    /// <summary>What is no object is left out of what is good by a null, so that the places of the others stay.</summary>
    private void WalkArray(JsonTypeInfo element, string field)
    {
        good.WriteStartArray();
        for (var index = 0; !faults.AreEnough && reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                WalkObject(element, $"{field}[{index}].");
                continue;
            }

            good.WriteNullValue();
            if (reader.TokenType != JsonTokenType.Null)
                faults.AddUnread(new ErrorDetail(ErrorCode.WrongType, $"{field}[{index}]"));
            reader.Skip();
        }

        good.WriteEndArray();
    }

    private ErrorDetail? FaultOf(Type type, string field)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (IsText(type))
        {
            if (reader.TokenType != JsonTokenType.String)
                return new ErrorDetail(ErrorCode.WrongType, field);
            return IsReadable() ? null : new ErrorDetail(ErrorCode.Characters, field);
        }

        if (IsNumber(type))
            return FaultOfNumber(field);
        if (IsNumbersByName(type))
            return reader.TokenType == JsonTokenType.StartObject ? FaultOfNumbers(field) : new ErrorDetail(ErrorCode.WrongType, field);
        if (IsFlag(type))
            return reader.TokenType is JsonTokenType.True or JsonTokenType.False ? null : new ErrorDetail(ErrorCode.WrongType, field);
        return IsTexts(type) && reader.TokenType == JsonTokenType.StartArray ? FaultOfTexts(field) : new ErrorDetail(ErrorCode.WrongType, field);
    }

    private readonly ErrorDetail? FaultOfNumber(string field)
    {
        if (reader.TokenType != JsonTokenType.Number || reader.ValueSpan.ContainsAny("."u8[0], "e"u8[0], "E"u8[0]))
            return new ErrorDetail(ErrorCode.WrongType, field);
        return reader.TryGetInt64(out _) ? null : new ErrorDetail(ErrorCode.Range, field, long.MinValue, long.MaxValue);
    }

    /// <summary>Of numbers by names of the caller's, too, the first sort of fault is told.</summary>
    private readonly ErrorDetail? FaultOfNumbers(string field)
    {
        ErrorDetail? found = null;
        var ahead = this;
        while (ahead.reader.Read() && ahead.reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!ahead.IsReadable())
                found ??= new ErrorDetail(ErrorCode.Format, field);
            ahead.reader.Read();
            found ??= ahead.FaultOfNumber(field);
            ahead.reader.Skip();
        }

        return found;
    }

    /// <summary>Of an array of texts the first sort of fault is told, of the array as a whole.</summary>
    private readonly ErrorDetail? FaultOfTexts(string field)
    {
        ErrorDetail? found = null;
        var ahead = this;
        while (ahead.reader.Read() && ahead.reader.TokenType != JsonTokenType.EndArray)
        {
            if (ahead.reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
                found ??= new ErrorDetail(ErrorCode.WrongType, field);
            else if (ahead.reader.TokenType == JsonTokenType.String && !ahead.IsReadable())
                found ??= new ErrorDetail(ErrorCode.Characters, field);
            ahead.reader.Skip();
        }

        return found;
    }

    private static bool IsText(Type type) => type == typeof(string);

    private static bool IsNumber(Type type) => type == typeof(long?);

    /// <summary>Of a list of objects; null for any other type.</summary>
    private static Type? ElementOf(Type type) =>
        type is { IsGenericType: true, GenericTypeArguments: [{ IsClass: true } element] } && element != typeof(string) ? element : null;

    private static bool IsNumbersByName(Type type) => type == typeof(IReadOnlyList<KeyValuePair<string, long>>);

    private static bool IsFlag(Type type) => type == typeof(bool?);

    private static bool IsTexts(Type type) => type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable<string?>));

    /// <summary>Escapes may spell half of a surrogate pair, which is no text.</summary>
    private readonly bool IsReadable()
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
