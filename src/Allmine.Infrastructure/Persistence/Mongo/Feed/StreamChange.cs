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

    /// <summary>For logs: which document it is.</summary>
    public static string KeyText(BsonDocument change) => (change.DocumentOrNull("documentKey") ?? []).IdText();

    public static bool IsUpdate(BsonDocument change) => change.GetValue("operationType", BsonNull.Value) == Update;

    public static bool IsInsert(BsonDocument change) => change.GetValue("operationType", BsonNull.Value) == "insert";

    /// <summary>A new document as a whole; null of what is no insert or replacement.</summary>
    public static BsonDocument? DocumentOf(BsonDocument change) => change.DocumentOrNull("fullDocument");

    public static bool IsOfMessage(BsonDocument change) => CollectionOf(change) == MongoSchema.Messages;

    /// <summary>Whether an update has removed that field.</summary>
    public static bool HasRemoved(BsonDocument change, string field) =>
        change.DocumentOrNull("updateDescription")?.GetValue("removedFields", BsonNull.Value) is BsonArray removed && removed.Contains(field);

    /// <summary>The new document, or else the fields that have new values: a part of a document under its path.</summary>
    public static BsonDocument? FieldsOf(BsonDocument change) =>
        DocumentOf(change) ?? change.DocumentOrNull("updateDescription")?.DocumentOrNull("updatedFields");
}
