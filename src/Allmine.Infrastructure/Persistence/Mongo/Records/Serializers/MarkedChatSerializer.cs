using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Serializers;

namespace Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;

/// <summary>Reads a chat's document to which a list with the one of its markers was added.</summary>
internal sealed class MarkedChatSerializer : DocumentSerializer<MarkedChat, MarkedChatSerializer.Parts>
{
    /// <summary>The field with that list.</summary>
    public const string Markers = "markers";

    protected override void WriteFields(IBsonWriter writer, MarkedChat value) => throw new NotSupportedException();

    protected override bool ReadField(IBsonReader reader, string name, Parts parts)
    {
        if (name != Markers)
            return ChatSerializer.Read(reader, name, parts.Chat);
        reader.ReadStartArray();
        while (reader.ReadBsonType() != BsonType.EndOfDocument)
            parts.Markers = BsonDocumentSerializer.Instance.Deserialize(BsonDeserializationContext.CreateRoot(reader));
        reader.ReadEndArray();
        return true;
    }

    protected override MarkedChat Compose(Parts parts) => new(parts.Chat.ToChat(), parts.Markers);

    internal sealed class Parts
    {
        public ChatSerializer.Parts Chat { get; } = new();

        public BsonDocument? Markers { get; set; }
    }
}
