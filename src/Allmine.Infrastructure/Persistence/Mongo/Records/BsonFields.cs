using Allmine.Domain;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records;

/// <summary>The few forms that values have in the documents: identifiers, times, whole numbers, and what may be absent.</summary>
internal static class BsonFields
{
    public static ObjectId ToObjectId<T>(this Id<T> id)
        where T : class => new(id.ToBytes());

    public static Id<T> ReadId<T>(this IBsonReader reader)
        where T : class => Id<T>.FromBytes(reader.ReadObjectId().ToByteArray());

    public static void WriteId<T>(this IBsonWriter writer, string name, Id<T> id)
        where T : class
    {
        writer.WriteName(name);
        writer.WriteObjectId(id.ToObjectId());
    }

    /// <summary>Null is written as no field at all.</summary>
    public static void WriteOptionalId<T>(this IBsonWriter writer, string name, Id<T>? id)
        where T : class
    {
        if (id is { } value)
            writer.WriteId(name, value);
    }

    /// <param name="writer">Where to.</param>
    /// <param name="name">The field.</param>
    /// <param name="time">UTC, whole milliseconds.</param>
    public static void WriteTime(this IBsonWriter writer, string name, DateTime time) =>
        writer.WriteDateTime(name, BsonUtils.ToMillisecondsSinceEpoch(time));

    public static DateTime ReadTime(this IBsonReader reader) =>
        BsonUtils.ToDateTimeFromMillisecondsSinceEpoch(reader.ReadDateTime());

    /// <summary>Null is written as no field at all.</summary>
    public static void WriteOptionalString(this IBsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    /// <summary>A whole number of whatever BSON type: other programs and the shell write int or double.</summary>
    /// <exception cref="FormatException">It is a fraction.</exception>
    public static long ReadWhole(this IBsonReader reader) => reader.GetCurrentBsonType() switch
    {
        BsonType.Int64 => reader.ReadInt64(),
        BsonType.Int32 => reader.ReadInt32(),
        _ => Whole(reader.ReadDouble()),
    };

    private static long Whole(double number) =>
        double.IsInteger(number) ? checked((long)number) : throw new FormatException($"{number} is stored where a whole number should be.");

    /// <summary>Reads a document field by field; those that <paramref name="readField"/> doesn't know, and nulls, are skipped.</summary>
    public static void ReadFields<TParts>(this IBsonReader reader, TParts parts, Func<IBsonReader, string, TParts, bool> readField)
    {
        reader.ReadStartDocument();
        while (reader.ReadBsonType() is var type && type != BsonType.EndOfDocument)
        {
            var name = reader.ReadName();
            if (type == BsonType.Null || !readField(reader, name, parts))
                reader.SkipValue();
        }

        reader.ReadEndDocument();
    }
}
