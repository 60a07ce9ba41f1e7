using Allmine.Application.Ports.Snapshots;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Development;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;

namespace Allmine.Infrastructure.Persistence.Mongo.Snapshots;

/// <summary>The files that are kept, and what will see to those that go.</summary>
internal static class MongoKeptFiles
{
    /// <summary>Of a field: any text. Along an index of those that have the field.</summary>
    public static BsonDocument AnyText => new("$gte", string.Empty);

    /// <summary>Those that something carries, or has carried until lately. The photo of Development, which stays without a message, has an owner of its own.</summary>
    public static BsonDocument Filter => new()
    {
        { FileFields.State, new BsonDocument("$in", new BsonArray { FileStateNames.Bound, FileStateNames.Released }) },
        { MediaFields.Key, AnyText },
        { FileFields.OwnerId, new BsonDocument("$ne", ObjectId.Parse(DevelopmentSeed.SenderId)) },
    };

    /// <exception cref="UnreadableRecordException">It has no identifier.</exception>
    public static FileEntry Of(BsonDocument file) => file.IdOrNull<UploadedFile>("_id") is { } id
        ? new FileEntry(id, file[MediaFields.Key].AsString)
        : throw new UnreadableRecordException(NameOf(file), new FormatException("Its identifier is none."));

    /// <exception cref="UnreadableRecordException">It has no identifier.</exception>
    public static ErasureEntry ErasureOf(BsonDocument erasure) => erasure.IdOrNull<Message>("_id") is { } id
        ? new ErasureEntry(id, erasure.GetValue(ErasureFields.MediaKey, BsonNull.Value) is BsonString { Value: var key } ? key : null)
        : throw new UnreadableRecordException(NameOfErasure(erasure), new FormatException("Its identifier is none."));

    public static string NameOfErasure(BsonDocument erasure) => $"erasure {erasure.IdText()}";

    public static string NameOf(BsonDocument file) => $"file {file.IdText()}";
}
