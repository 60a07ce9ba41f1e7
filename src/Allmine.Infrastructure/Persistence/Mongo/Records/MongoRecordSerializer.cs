using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Serializers;

namespace Allmine.Infrastructure.Persistence.Mongo.Records;

/// <summary>
/// Reads a document so that one which can't be read does not end the reading of those beside it: the driver reads a whole
/// batch, and an exception out of one document would lose all of them.
/// </summary>
internal sealed class MongoRecordSerializer<T>(IBsonSerializer<T> serializer) : SerializerBase<MongoRecord<T>>
    where T : class
{
    /// <summary>A text that is no UTF-8 may be what makes the document unreadable.</summary>
    private static readonly BsonBinaryReaderSettings Lenient = new() { Encoding = Utf8Encodings.Lenient };

    public override MongoRecord<T> Deserialize(BsonDeserializationContext context, BsonDeserializationArgs args)
    {
        var start = context.Reader.GetBookmark();
        try
        {
            return new MongoRecord<T>(serializer.Deserialize(context, args), null, null);
        }
        catch (Exception exception)
        {
            context.Reader.ReturnToBookmark(start);
            return new MongoRecord<T>(null, ReadRaw(context.Reader), exception);
        }
    }

    private static BsonDocument ReadRaw(IBsonReader reader)
    {
        using var bytes = reader.ReadRawBsonDocument();
        using var stream = new ByteBufferStream(bytes);
        using var lenient = new BsonBinaryReader(stream, Lenient);
        return BsonDocumentSerializer.Instance.Deserialize(
            BsonDeserializationContext.CreateRoot(lenient, builder => builder.AllowDuplicateElementNames = true));
    }
}
