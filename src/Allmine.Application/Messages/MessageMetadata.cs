using System.Text;
using System.Text.Json;
using Allmine.Domain;
using Allmine.Domain.Errors;

namespace Allmine.Application.Messages;

/// <summary>
/// The callers' own data of a message: a JSON object that is kept as it was written, but for the white space between its parts. It is never
/// interpreted: numbers of any size, the order of properties and escapes stay what they are.
/// </summary>
public static class MessageMetadata
{
    public const string Field = "metadata";

    /// <summary>The most bytes of UTF-8, without white space between the parts.</summary>
    public const int MaxBytes = 4096;

    /// <summary>How deep objects and arrays may lie in one another, the outermost object counted.</summary>
    public const int MaxLevels = 4;

    /// <summary>The most characters (Unicode scalar values) of a property's name, which has one at least.</summary>
    public const int MaxNameLength = 64;

    /// <summary>The rule that the JSON breaks, or null; absent, it breaks none.</summary>
    /// <param name="json">Any JSON value.</param>
    public static ErrorDetail? Violation(string? json)
    {
        if (json is null)
            return null;
        if (!json.AsSpan().TrimStart().StartsWith('{'))
            return new ErrorDetail(ErrorCode.WrongType, Field);
        var bytes = Encoding.UTF8.GetBytes(Compact(json));
        return bytes.Length > MaxBytes ? new ErrorDetail(ErrorCode.TooLong, Field, MaxBytes, "UTF-8") : ViolationIn(bytes);
    }

    /// <summary>The same JSON without white space between its parts.</summary>
    public static string Compact(string json)
    {
        var compact = new StringBuilder(json.Length);
        var (isInText, isEscaped) = (false, false);
        foreach (var letter in json)
        {
            if (!isInText && letter is ' ' or '\t' or '\r' or '\n')
                continue;
            compact.Append(letter);
            if (letter == '"' && !isEscaped)
                isInText = !isInText;
            isEscaped = letter == '\\' && !isEscaped;
        }

        return compact.ToString();
    }

    private static ErrorDetail? ViolationIn(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxBytes });
        var names = new Stack<HashSet<string>>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray when reader.CurrentDepth >= MaxLevels:
                    return new ErrorDetail(ErrorCode.TooDeep, Field, MaxLevels);
                case JsonTokenType.StartObject:
                    names.Push(new HashSet<string>(StringComparer.Ordinal));
                    break;
                case JsonTokenType.EndObject:
                    names.Pop();
                    break;
                case JsonTokenType.PropertyName or JsonTokenType.String when TextOf(reader) is null:
                    return new ErrorDetail(ErrorCode.Characters, Field);
                case JsonTokenType.PropertyName when reader.GetString()!.EnumerateRunes().Count() is 0 or > MaxNameLength:
                    return new ErrorDetail(ErrorCode.Name, Field, MaxNameLength);
                case JsonTokenType.PropertyName when !names.Peek().Add(reader.GetString()!):
                    return new ErrorDetail(ErrorCode.Duplicate, Field);
            }
        }

        return null;
    }

    /// <summary>The text at hand; null if it can't be stored. Escapes may spell half of a surrogate pair, which is no text.</summary>
    private static string? TextOf(Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is { } text && PlainText.IsWellFormed(text) ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
