using Allmine.Domain;
using MongoDB.Bson;

namespace Allmine.Infrastructure.Persistence.Mongo.Records;

/// <summary>What can be told of a document that could not be read: each field by itself, null if it isn't what it should be.</summary>
internal static class RawFields
{
    public static Id<T>? IdOrNull<T>(this BsonDocument raw, string name)
        where T : class => raw.TryGetValue(name, out var value) && value is BsonObjectId id ? Id<T>.FromBytes(id.Value.ToByteArray()) : null;

    public static long? WholeOrNull(this BsonDocument raw, string name) => raw.TryGetValue(name, out var value) && value.IsNumeric
        ? value switch
        {
            BsonInt64 or BsonInt32 => value.ToInt64(),
            BsonDouble { Value: var number } when Math.Abs(number) < 1L << 53 => (long)number,
            _ => null,
        }
        : null;

    public static DateTime? TimeOrNull(this BsonDocument raw, string name) =>
        raw.TryGetValue(name, out var value) && value is BsonDateTime time && time.MillisecondsSinceEpoch is >= 0 and <= MaxMilliseconds
            ? time.ToUniversalTime()
            : null;

    public static BsonDocument? DocumentOrNull(this BsonDocument raw, string name) =>
        raw.TryGetValue(name, out var value) ? value as BsonDocument : null;

    /// <summary>For logs: which document it is.</summary>
    public static string IdText(this BsonDocument raw) => raw.GetValue("_id", BsonNull.Value).ToString() ?? string.Empty;

    /// <summary>The last time that there is a date for.</summary>
    private const long MaxMilliseconds = 253402300799999;
}
