using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;

namespace Allmine.Infrastructure.Persistence.Mongo.Feed;

/// <summary>The parts of a change of the stream.</summary>
internal static class StreamChange
{
    /// <summary>The type of an operation that changes some fields: the change has these alone.</summary>
    public const string Update = "update";

    public static BsonDocument Of(MongoRecord<BsonDocument> record) => record.Value ?? record.Raw!;

    public static string? CollectionOf(BsonDocument change) =>
        change.DocumentOrNull("ns")?.GetValue("coll", BsonNull.Value) is BsonString name ? name.Value : null;

    public static ObjectId? KeyOf(BsonDocument change) =>
        change.DocumentOrNull("documentKey")?.GetValue("_id", BsonNull.Value) is BsonObjectId key ? key.Value : null;

    public static bool IsUpdate(BsonDocument change) => change.GetValue("operationType", BsonNull.Value) == Update;

    public static bool IsOfMessage(BsonDocument change) => CollectionOf(change) == MongoSchema.Messages;

    /// <summary>The new document, or else the fields that have new values: a part of a document under its path.</summary>
    public static BsonDocument? FieldsOf(BsonDocument change) =>
        change.DocumentOrNull("fullDocument") ?? change.DocumentOrNull("updateDescription")?.DocumentOrNull("updatedFields");
}
