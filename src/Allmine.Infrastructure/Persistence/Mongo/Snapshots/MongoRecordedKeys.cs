using Allmine.Application.Ports.Snapshots;
using Allmine.Domain.Errors;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;

namespace Allmine.Infrastructure.Persistence.Mongo.Snapshots;

/// <summary>What is recorded under keys, as it is stored.</summary>
internal static class MongoRecordedKeys
{
    /// <exception cref="UnreadableRecordException">It can't be read.</exception>
    public static IdempotencyEntry Of(IdempotencyDocument stored)
    {
        try
        {
            // A fingerprint that can't be compared makes the key one that can't be read.
            _ = stored.Fingerprint.Restore();
            return stored.MessageId is null && stored.Refusal is null && stored.Grant is null && stored.Items is null
                ? throw new FormatException("It has neither a message nor a grant, nor a refusal that this version can read.")
                : new IdempotencyEntry(
                    stored.Key, stored.MessageId, stored.ChatId, stored.Refusal, stored.Grant, stored.Balance, IsPermanent: stored.ExpiresAt is null);
        }
        catch (FormatException exception)
        {
            throw new UnreadableRecordException(IdempotencyEntry.NameOf(stored.Key), exception);
        }
    }

    /// <summary>Of a document that can't be read, in the same words if its key can.</summary>
    public static string NameOf(BsonDocument raw) =>
        raw.DocumentOrNull("_id") is { } id && id.GetValue(OutcomeFields.Key, BsonNull.Value) is BsonString key && id.GetValue(OutcomeFields.UserId, BsonNull.Value) is BsonObjectId user
            ? $"key '{key.Value}' of {user.Value}"
            : $"key {raw.IdText()}";
}
