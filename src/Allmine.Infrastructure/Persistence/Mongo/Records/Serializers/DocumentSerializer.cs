using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Serializers;

namespace Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;

/// <summary>Writes and reads one sort of document. Fields that it doesn't know, of a newer version, are passed over.</summary>
internal abstract class DocumentSerializer<T, TParts> : SerializerBase<T>
    where TParts : new()
{
    public sealed override void Serialize(BsonSerializationContext context, BsonSerializationArgs args, T value)
    {
        context.Writer.WriteStartDocument();
        WriteFields(context.Writer, value);
        context.Writer.WriteEndDocument();
    }

    public sealed override T Deserialize(BsonDeserializationContext context, BsonDeserializationArgs args)
    {
        var parts = new TParts();
        context.Reader.ReadFields(parts, ReadField);
        return Compose(parts);
    }

    protected abstract void WriteFields(IBsonWriter writer, T value);

    /// <summary>Reads the field's value into <paramref name="parts"/>; false, with nothing read, if it knows no such field.</summary>
    protected abstract bool ReadField(IBsonReader reader, string name, TParts parts);

    protected abstract T Compose(TParts parts);
}
