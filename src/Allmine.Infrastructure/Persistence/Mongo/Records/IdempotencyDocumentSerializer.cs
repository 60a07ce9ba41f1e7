using Allmine.Application.Ports.Idempotency;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records;

internal sealed class IdempotencyDocumentSerializer : DocumentSerializer<IdempotencyDocument, IdempotencyDocumentSerializer.Parts>
{
    /// <summary>The identifier of the document, in the one order of fields that it always has.</summary>
    public static BsonDocument IdOf(IdempotencyKey key)
    {
        var id = new BsonDocument { { "userId", key.UserId.ToObjectId() }, { "key", key.Key } };
        // That of sends has no name, as it had none when there were no others.
        return key.Scope == IdempotencyScope.Sends ? id : id.Add("space", IdempotencyScopeNames.NameOf(key.Scope));
    }

    protected override void WriteFields(IBsonWriter writer, IdempotencyDocument value)
    {
        writer.WriteStartDocument("_id");
        writer.WriteId("userId", value.Key.UserId);
        writer.WriteString("key", value.Key.Key);
        if (value.Key.Scope != IdempotencyScope.Sends)
            writer.WriteString("space", IdempotencyScopeNames.NameOf(value.Key.Scope));
        writer.WriteEndDocument();
        writer.WriteBinaryData("fingerprint", new BsonBinaryData(value.Fingerprint.Digest));
        writer.WriteInt64("fingerprintVersion", value.Fingerprint.Version);
        writer.WriteOptionalId("messageId", value.MessageId);
        writer.WriteOptionalId("chatId", value.ChatId);
        writer.WriteOptionalString("refusal", value.Refusal?.Value);
        if (value.Grant is { } grant)
        {
            writer.WriteStartDocument("grant");
            writer.WriteId("id", grant.Id);
            writer.WriteId("recipientId", grant.RecipientId);
            writer.WriteInt64("amount", grant.Amount);
            writer.WriteEndDocument();
        }

        if (value.Balance is { } balance)
            writer.WriteInt64("balance", balance);
        if (value.ExpiresAt is { } expiresAt)
            writer.WriteTime("expiresAt", expiresAt);
    }

    protected override bool ReadField(IBsonReader reader, string name, Parts parts)
    {
        switch (name)
        {
            case "_id":
                reader.ReadFields(parts, ReadKey);
                return true;
            case "fingerprint":
                parts.Digest = reader.ReadBinaryData().Bytes;
                return true;
            case "fingerprintVersion":
                parts.FingerprintVersion = reader.ReadWhole();
                return true;
            case "messageId":
                parts.MessageId = reader.ReadId<Message>();
                return true;
            case "chatId":
                parts.ChatId = reader.ReadId<Chat>();
                return true;
            case "refusal":
                parts.Refusal = reader.ReadString();
                return true;
            case "grant":
                reader.ReadFields(parts, ReadGrant);
                return true;
            case "balance":
                parts.Balance = reader.ReadWhole();
                return true;
            case "expiresAt":
                parts.ExpiresAt = reader.ReadTime();
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
        Grant = parts.GrantId is { } grantId ? Grant.Restore(grantId, parts.RecipientId, parts.Amount) : null,
        Balance = parts.Balance,
        ExpiresAt = parts.ExpiresAt,
    };

    private static bool ReadKey(IBsonReader reader, string name, Parts parts)
    {
        switch (name)
        {
            case "userId":
                parts.UserId = reader.ReadId<User>();
                return true;
            case "key":
                parts.Key = reader.ReadString();
                return true;
            case "space":
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
            case "id":
                parts.GrantId = reader.ReadId<Grant>();
                return true;
            case "recipientId":
                parts.RecipientId = reader.ReadId<User>();
                return true;
            case "amount":
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

        public Id<Grant>? GrantId { get; set; }

        public Id<User> RecipientId { get; set; }

        public long Amount { get; set; }

        public long? Balance { get; set; }

        public DateTime? ExpiresAt { get; set; }
    }
}
