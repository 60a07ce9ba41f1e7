using Allmine.Application.Ports.Idempotency;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;

internal sealed class IdempotencyDocumentSerializer : DocumentSerializer<IdempotencyDocument, IdempotencyDocumentSerializer.Parts>
{
    /// <summary>The identifier of the document, in the one order of fields that it always has.</summary>
    public static BsonDocument IdOf(IdempotencyKey key)
    {
        var id = new BsonDocument { { OutcomeFields.UserId, key.UserId.ToObjectId() }, { OutcomeFields.Key, key.Key } };
        // That of sends has no name, as it had none when there were no others.
        return key.Scope == IdempotencyScope.Sends ? id : id.Add(OutcomeFields.Space, IdempotencyScopeNames.NameOf(key.Scope));
    }

    protected override void WriteFields(IBsonWriter writer, IdempotencyDocument value)
    {
        writer.WriteStartDocument("_id");
        writer.WriteId(OutcomeFields.UserId, value.Key.UserId);
        writer.WriteString(OutcomeFields.Key, value.Key.Key);
        if (value.Key.Scope != IdempotencyScope.Sends)
            writer.WriteString(OutcomeFields.Space, IdempotencyScopeNames.NameOf(value.Key.Scope));
        writer.WriteEndDocument();
        writer.WriteBinaryData(OutcomeFields.Fingerprint, new BsonBinaryData(value.Fingerprint.Digest));
        writer.WriteInt64(OutcomeFields.FingerprintVersion, value.Fingerprint.Version);
        writer.WriteOptionalId(OutcomeFields.MessageId, value.MessageId);
        writer.WriteOptionalId(OutcomeFields.ChatId, value.ChatId);
        writer.WriteOptionalString(OutcomeFields.Refusal, value.Refusal?.Value);
        if (value.RefusedItem is { } item)
            writer.WriteInt64(OutcomeFields.RefusedItem, item);
        if (value.Items is { } items)
            writer.WriteInt64(OutcomeFields.Items, items);
        if (value.Grant is { } grant)
        {
            writer.WriteStartDocument(OutcomeFields.Grant);
            writer.WriteId(GrantFields.Id, grant.Id);
            writer.WriteId(GrantFields.RecipientId, grant.RecipientId);
            writer.WriteInt64(GrantFields.Amount, grant.Amount);
            writer.WriteEndDocument();
        }

        if (value.Opened is { } opened)
            writer.WriteBoolean(OutcomeFields.Opened, opened);
        if (value.Balance is { } balance)
            writer.WriteInt64(OutcomeFields.Balance, balance);
        if (value.ExpiresAt is { } expiresAt)
            writer.WriteTime(OutcomeFields.ExpiresAt, expiresAt);
        ActorParts.Write(writer, value.Actor);
    }

    protected override bool ReadField(IBsonReader reader, string name, Parts parts)
    {
        switch (name)
        {
            case "_id":
                reader.ReadFields(parts, ReadKey);
                return true;
            case OutcomeFields.Fingerprint:
                parts.Digest = reader.ReadBinaryData().Bytes;
                return true;
            case OutcomeFields.FingerprintVersion:
                parts.FingerprintVersion = reader.ReadWhole();
                return true;
            case OutcomeFields.MessageId:
                parts.MessageId = reader.ReadId<Message>();
                return true;
            case OutcomeFields.ChatId:
                parts.ChatId = reader.ReadId<Chat>();
                return true;
            case OutcomeFields.Refusal:
                parts.Refusal = reader.ReadString();
                return true;
            case OutcomeFields.RefusedItem:
                parts.RefusedItem = checked((int)reader.ReadWhole());
                return true;
            case OutcomeFields.Items:
                parts.Items = checked((int)reader.ReadWhole());
                return true;
            case OutcomeFields.Grant:
                reader.ReadFields(parts, ReadGrant);
                return true;
            case OutcomeFields.Opened:
                parts.Opened = reader.ReadBoolean();
                return true;
            case OutcomeFields.Balance:
                parts.Balance = reader.ReadWhole();
                return true;
            case OutcomeFields.ExpiresAt:
                parts.ExpiresAt = reader.ReadTime();
                return true;
            case ActorFields.Actor:
                parts.Actor = ActorParts.Read(reader);
                return true;
            default:
                return false;
        }
    }

    protected override IdempotencyDocument Compose(Parts parts) => new(new IdempotencyKey(parts.UserId, parts.Key, parts.Space), new StoredFingerprint(parts.Digest, parts.FingerprintVersion))
    {
        MessageId = parts.MessageId,
        ChatId = parts.ChatId,
        Refusal = parts.Refusal is { } code ? ErrorCode.Parse(code) : null,
        RefusedItem = parts.RefusedItem,
        Items = parts.Items,
        Grant = parts.GrantId is { } grantId ? Grant.Restore(grantId, parts.RecipientId, parts.Amount) : null,
        Opened = parts.Opened,
        Balance = parts.Balance,
        ExpiresAt = parts.ExpiresAt,
        Actor = parts.Actor,
    };

    private static bool ReadKey(IBsonReader reader, string name, Parts parts)
    {
        switch (name)
        {
            case OutcomeFields.UserId:
                parts.UserId = reader.ReadId<User>();
                return true;
            case OutcomeFields.Key:
                parts.Key = reader.ReadString();
                return true;
            case OutcomeFields.Space:
                parts.Space = IdempotencyScopeNames.Parse(reader.ReadString());
                return true;
            default:
                return false;
        }
    }

    private static bool ReadGrant(IBsonReader reader, string name, Parts parts)
    {
        switch (name)
        {
            case GrantFields.Id:
                parts.GrantId = reader.ReadId<Grant>();
                return true;
            case GrantFields.RecipientId:
                parts.RecipientId = reader.ReadId<User>();
                return true;
            case GrantFields.Amount:
                parts.Amount = reader.ReadWhole();
                return true;
            default:
                return false;
        }
    }

    internal sealed class Parts
    {
        public Id<User> UserId { get; set; }

        public string Key { get; set; } = string.Empty;

        public byte[] Digest { get; set; } = [];

        public long FingerprintVersion { get; set; } = StoredFingerprint.VersionWhereAbsent;

        public IdempotencyScope Space { get; set; }

        public Id<Message>? MessageId { get; set; }

        public Id<Chat>? ChatId { get; set; }

        public string? Refusal { get; set; }

        public int? RefusedItem { get; set; }

        public int? Items { get; set; }

        public Id<Grant>? GrantId { get; set; }

        public Id<User> RecipientId { get; set; }

        public long Amount { get; set; }

        public bool? Opened { get; set; }

        public long? Balance { get; set; }

        public DateTime? ExpiresAt { get; set; }

        public Actor? Actor { get; set; }
    }
}
