using Allmine.Application.Ports.Feed;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;

internal sealed class FeedEntrySerializer : DocumentSerializer<FeedEntry, FeedEntrySerializer.Parts>
{
    protected override void WriteFields(IBsonWriter writer, FeedEntry value)
    {
        writer.WriteInt64("_id", value.Number);
        writer.WriteId(FeedFields.EventId, value.Id);
        writer.WriteString(FeedFields.Type, FeedTypeNames.NameOf(value.Type));
        writer.WriteId(FeedFields.Lane, value.Lane);
        writer.WriteInt64(FeedFields.Partition, value.Partition);
        writer.WriteOptionalId(FeedFields.ChatId, value.ChatId);
        writer.WriteBoolean(FeedFields.IsChange, value.Change is not null);
        if (value.Change is { } change)
            writer.WriteInt64(FeedFields.Change, change);
        if (value.MessageId is { } message)
        {
            writer.WriteId(FeedFields.MessageId, message);
            writer.WriteBoolean(FeedFields.IsErased, value.IsErased);
        }

        writer.WriteTime(FeedFields.CreatedAt, value.CreatedAt);
        writer.WriteString(FeedFields.Data, value.Data);
        if (value.Priors.Count > 0)
            WritePriors(writer, value.Priors);
    }

    protected override bool ReadField(IBsonReader reader, string name, Parts parts)
    {
        switch (name)
        {
            case "_id":
                parts.Number = reader.ReadWhole();
                return true;
            case FeedFields.EventId:
                parts.Id = reader.ReadId<FeedEntry>();
                return true;
            case FeedFields.Type:
                parts.Type = reader.ReadString();
                return true;
            case FeedFields.Lane:
                parts.Lane = reader.ReadId<FeedLane>();
                return true;
            case FeedFields.ChatId:
                parts.ChatId = reader.ReadId<Chat>();
                return true;
            case FeedFields.Change:
                parts.Change = reader.ReadWhole();
                return true;
            case FeedFields.MessageId:
                parts.MessageId = reader.ReadId<Message>();
                return true;
            case FeedFields.IsErased:
                parts.IsErased = reader.ReadBoolean();
                return true;
            case FeedFields.CreatedAt:
                parts.CreatedAt = reader.ReadTime();
                return true;
            case FeedFields.Data:
                parts.Data = reader.ReadString();
                return true;
            case FeedFields.Priors:
                parts.Priors = ReadPriors(reader);
                return true;
            default:
                return false;
        }
    }

    protected override FeedEntry Compose(Parts parts) => new()
    {
        Number = parts.Number,
        Id = parts.Id ?? throw Lacking(parts, FeedFields.EventId),
        Type = TypeOf(parts.Type),
        Lane = parts.Lane ?? throw Lacking(parts, FeedFields.Lane),
        ChatId = parts.ChatId,
        Change = parts.Change,
        MessageId = parts.MessageId,
        CreatedAt = parts.CreatedAt ?? throw Lacking(parts, FeedFields.CreatedAt),
        Data = parts.Data ?? throw Lacking(parts, FeedFields.Data),
        IsErased = parts.IsErased,
        Priors = parts.Priors,
    };

    private static void WritePriors(IBsonWriter writer, IReadOnlyList<FeedPrior> priors)
    {
        writer.WriteStartArray(FeedFields.Priors);
        foreach (var prior in priors)
        {
            writer.WriteStartDocument();
            writer.WriteString(FeedPriorFields.Type, FeedTypeNames.NameOf(prior.Type));
            writer.WriteInt64(FeedPriorFields.Number, prior.Number);
            writer.WriteInt64(FeedPriorFields.Change, prior.Change);
            writer.WriteEndDocument();
        }

        writer.WriteEndArray();
    }

    private static List<FeedPrior> ReadPriors(IBsonReader reader)
    {
        var priors = new List<FeedPrior>();
        reader.ReadStartArray();
        while (reader.ReadBsonType() != MongoDB.Bson.BsonType.EndOfDocument)
        {
            var prior = new PriorParts();
            reader.ReadFields(prior, ReadPrior);
            priors.Add(new FeedPrior(TypeOf(prior.Type), prior.Number, prior.Change));
        }

        reader.ReadEndArray();
        return priors;
    }

    private static bool ReadPrior(IBsonReader reader, string name, PriorParts parts)
    {
        switch (name)
        {
            case FeedPriorFields.Type:
                parts.Type = reader.ReadString();
                return true;
            case FeedPriorFields.Number:
                parts.Number = reader.ReadWhole();
                return true;
            case FeedPriorFields.Change:
                parts.Change = reader.ReadWhole();
                return true;
            default:
                return false;
        }
    }

    private static FeedType TypeOf(string? name) =>
        name is not null && FeedTypeNames.TryParse(name, out var type) ? type : throw new FormatException($"An event is stored with the type '{name}', which this version can't read.");

    private static FormatException Lacking(Parts parts, string field) => new($"Event {parts.Number} is stored without {field}.");

    internal sealed class Parts
    {
        public long Number { get; set; }

        public Id<FeedEntry>? Id { get; set; }

        public string? Type { get; set; }

        public Id<FeedLane>? Lane { get; set; }

        public Id<Chat>? ChatId { get; set; }

        public long? Change { get; set; }

        public Id<Message>? MessageId { get; set; }

        public bool IsErased { get; set; }

        public DateTime? CreatedAt { get; set; }

        public string? Data { get; set; }

        public IReadOnlyList<FeedPrior> Priors { get; set; } = [];
    }

    private sealed class PriorParts
    {
        public string? Type { get; set; }

        public long Number { get; set; }

        public long Change { get; set; }
    }
}
