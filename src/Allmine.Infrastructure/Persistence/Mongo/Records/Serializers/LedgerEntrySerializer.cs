using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;

/// <summary>An entry is stored by its place: whose it is, and which of theirs.</summary>
internal sealed class LedgerEntrySerializer : DocumentSerializer<LedgerEntry, LedgerEntrySerializer.Parts>
{
    public const string OlderSchema = "The ledger is of a schema before version 5: a node of this version brings it up to date when it starts.";

    /// <summary>The identifier of the document, in the one order of fields that it always has, by which the server compares two of them.</summary>
    public static BsonDocument IdOf(Id<User> owner, long number) => new() { { LedgerFields.OwnerId, owner.ToObjectId() }, { LedgerFields.Number, number } };

    protected override void WriteFields(IBsonWriter writer, LedgerEntry value)
    {
        writer.WriteStartDocument("_id");
        writer.WriteId(LedgerFields.OwnerId, value.OwnerId);
        writer.WriteInt64(LedgerFields.Number, value.Number);
        writer.WriteEndDocument();
        writer.WriteId(LedgerFields.EntryId, value.Id);
        writer.WriteString(LedgerFields.Direction, LedgerDirectionNames.NameOf(value.Direction));
        writer.WriteInt64(LedgerFields.Amount, value.Amount);
        writer.WriteInt64(LedgerFields.BalanceAfter, value.BalanceAfter);
        writer.WriteOptionalId(LedgerFields.CounterpartyId, value.CounterpartyId);
        writer.WriteOptionalId(LedgerFields.MessageId, value.MessageId);
        writer.WriteOptionalId(LedgerFields.ChatId, value.ChatId);
        writer.WriteOptionalId(LedgerFields.GrantId, value.GrantId);
        writer.WriteTime(LedgerFields.CreatedAt, value.CreatedAt);
        ActorParts.Write(writer, value.Actor);
    }

    protected override bool ReadField(IBsonReader reader, string name, Parts parts)
    {
        switch (name)
        {
            case "_id" when reader.GetCurrentBsonType() != BsonType.Document:
                throw new FormatException(OlderSchema);
            case "_id":
                reader.ReadFields(parts, ReadPlace);
                return true;
            case LedgerFields.EntryId:
                parts.Id = reader.ReadId<LedgerEntry>();
                return true;
            case LedgerFields.Direction:
                parts.Direction = reader.ReadString();
                return true;
            case LedgerFields.Amount:
                parts.Amount = reader.ReadWhole();
                return true;
            case LedgerFields.BalanceAfter:
                parts.BalanceAfter = reader.ReadWhole();
                return true;
            case LedgerFields.CounterpartyId:
                parts.CounterpartyId = reader.ReadId<User>();
                return true;
            case LedgerFields.MessageId:
                parts.MessageId = reader.ReadId<Message>();
                return true;
            case LedgerFields.ChatId:
                parts.ChatId = reader.ReadId<Chat>();
                return true;
            case LedgerFields.GrantId:
                parts.GrantId = reader.ReadId<Grant>();
                return true;
            case LedgerFields.CreatedAt:
                parts.CreatedAt = reader.ReadTime();
                return true;
            case ActorFields.Actor:
                parts.Actor = ActorParts.Read(reader);
                return true;
            default:
                return false;
        }
    }

    protected override LedgerEntry Compose(Parts parts) => new(
        parts.Id,
        parts.OwnerId,
        parts.Number,
        LedgerDirectionNames.Parse(parts.Direction)
            ?? throw new FormatException($"Ledger entry {parts.Id} is stored with the direction '{parts.Direction}', which this version can't read."),
        parts.Amount,
        parts.BalanceAfter,
        parts.CounterpartyId,
        parts.MessageId,
        parts.ChatId,
        parts.GrantId,
        parts.CreatedAt)
    {
        Actor = parts.Actor,
    };

    private static bool ReadPlace(IBsonReader reader, string name, Parts parts)
    {
        switch (name)
        {
            case LedgerFields.OwnerId:
                parts.OwnerId = reader.ReadId<User>();
                return true;
            case LedgerFields.Number:
                parts.Number = reader.ReadWhole();
                return true;
            default:
                return false;
        }
    }

    internal sealed class Parts
    {
        public Id<LedgerEntry> Id { get; set; }

        public Id<User> OwnerId { get; set; }

        public long Number { get; set; }

        public string? Direction { get; set; }

        public long Amount { get; set; }

        public long BalanceAfter { get; set; }

        public Id<User>? CounterpartyId { get; set; }

        public Id<Message>? MessageId { get; set; }

        public Id<Chat>? ChatId { get; set; }

        public Id<Grant>? GrantId { get; set; }

        public DateTime CreatedAt { get; set; }

        public Actor? Actor { get; set; }
    }
}
