using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using Allmine.Application.Ports.Events;
using MongoDB.Bson;

namespace Allmine.Infrastructure.Persistence.Mongo.Feed;

/// <summary>
/// A resume token of a change stream as a text. The server writes the time of the change, and what tells changes of one time
/// apart, as hexadecimal digits whose order is theirs.
/// </summary>
internal static class MongoEventPosition
{
    /// <summary>A little more than the server makes of changes of the collections here, where no shard key has numbers in it.</summary>
    public const int UsualLength = 250;

    /// <summary>The first byte of every token, which says that a time follows.</summary>
    private const string TimeFollows = "82";

    /// <summary>Of that byte and the time.</summary>
    private const int LengthOfTime = 18;

    private const string Data = "_data";
    private const string TypeBits = "_typeBits";
    private const char Separator = '.';

    /// <summary>More than the server makes of the keys that there are here.</summary>
    private const int MaxLength = 1024;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789ABCDEF");

    public static EventPosition Of(BsonDocument token)
    {
        var data = token[Data].AsString;
        // Of shard keys with numbers: what of their types the digits leave out.
        return new EventPosition(token.TryGetValue(TypeBits, out var bits) ? $"{data}{Separator}{Base64Url.EncodeToString(bits.AsByteArray)}" : data);
    }

    public static bool IsPosition(string text)
    {
        var data = DataOf(text, out var bits);
        // Two digits for each byte; the first says that a time follows, the next eight are it.
        return text.Length <= MaxLength && data.Length >= LengthOfTime && data.Length % 2 == 0 && data.StartsWith(TimeFollows)
            && !data.ContainsAnyExcept(Digits) && Base64Url.IsValid(bits);
    }

    /// <summary>The position before everything that was written at a time or later. The server knows it by its time alone.</summary>
    public static EventPosition Before(BsonTimestamp time) => new(string.Create(CultureInfo.InvariantCulture, $"{TimeFollows}{time.Value:X16}"));

    /// <summary>Whether it is one of <see cref="Before"/>, and so no resume token.</summary>
    public static bool IsTime(EventPosition position) => position.Text.Length == LengthOfTime;

    /// <summary>The time of the change: the eight digits of its second and the eight of its place among those of that second.</summary>
    public static ulong TimeOf(EventPosition position) =>
        ulong.Parse(DataOf(position.Text, out _).Slice(2, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    public static BsonDocument TokenOf(EventPosition position)
    {
        var data = DataOf(position.Text, out var bits);
        var token = new BsonDocument(Data, data.ToString());
        if (bits.Length > 0)
            token.Add(TypeBits, Base64Url.DecodeFromChars(bits));
        return token;
    }

    private static ReadOnlySpan<char> DataOf(ReadOnlySpan<char> text, out ReadOnlySpan<char> bits)
    {
        var at = text.IndexOf(Separator);
        bits = at < 0 ? [] : text[(at + 1)..];
        return at < 0 ? text : text[..at];
    }
}
