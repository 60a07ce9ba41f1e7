using Allmine.Domain;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;

/// <summary>
/// The part <c>life</c> of a message. It is always written as a whole, and says what was done last, too: so the change in the stream tells all that has
/// become of the message by then. What says nothing is not there.
/// </summary>
internal sealed class LifeParts
{
    private readonly List<Reaction> reactions = [];
    private long? change;
    private string? kind;
    private Id<User>? userId;
    private string? emoji;
    private int version = 1;
    private DateTime? editedAt;
    private DateTime? deletedAt;
    private DateTime? pinnedAt;
    private long? thumbnailChange;

    /// <summary>What was done last. A kind of a newer version is at least a change of the message.</summary>
    public AlterationKind Kind => AlterationKindNames.Parse(kind) ?? AlterationKind.Edited;

    /// <summary>Who has reacted last, if that was done last.</summary>
    public Id<User>? UserId => userId;

    /// <summary>The reaction that was put or taken back, if that was done last.</summary>
    public string? Emoji => emoji;

    /// <param name="life">Of a message that was altered.</param>
    /// <param name="alteration">What was done last.</param>
    public static BsonDocument ToDocument(MessageLife life, MessageAlteration alteration)
    {
        var document = new BsonDocument();
        using var writer = new BsonDocumentWriter(document);
        writer.WriteStartDocument();
        writer.WriteInt64(LifeFields.Change, alteration.Change);
        writer.WriteString(LifeFields.Kind, AlterationKindNames.NameOf(alteration.Kind));
        writer.WriteOptionalId(LifeFields.UserId, alteration.UserId);
        writer.WriteOptionalString(LifeFields.Emoji, alteration.Emoji);
        WriteFields(writer, life);
        writer.WriteEndDocument();
        return document;
    }

    /// <summary>Writes it where it is not known what was done last.</summary>
    public static void Write(IBsonWriter writer, MessageLife life)
    {
        if (life.Change is not { } change)
            return;
        writer.WriteStartDocument(MessageFields.Life);
        writer.WriteInt64(LifeFields.Change, change);
        WriteFields(writer, life);
        writer.WriteEndDocument();
    }

    /// <exception cref="FormatException">This version can't read it.</exception>
    public static LifeParts Read(IBsonReader reader)
    {
        var parts = new LifeParts();
        reader.ReadFields(parts, ReadField);
        return parts;
    }

    /// <exception cref="FormatException">It tells no number.</exception>
    public MessageLife Compose() => MessageLife.Untouched with
    {
        Change = change is > 0 ? change : throw new FormatException("A message's life has no number."),
        Version = version,
        EditedAt = editedAt,
        DeletedAt = deletedAt,
        PinnedAt = pinnedAt,
        Reactions = reactions,
        ThumbnailChange = thumbnailChange,
    };

    private static void WriteFields(IBsonWriter writer, MessageLife life)
    {
        if (life.Version > 1)
            writer.WriteInt64(LifeFields.Version, life.Version);
        WriteOptionalTime(writer, LifeFields.EditedAt, life.EditedAt);
        WriteOptionalTime(writer, LifeFields.DeletedAt, life.DeletedAt);
        WriteOptionalTime(writer, LifeFields.PinnedAt, life.PinnedAt);
        if (life.ThumbnailChange is { } thumbnailChange)
            writer.WriteInt64(LifeFields.ThumbnailChange, thumbnailChange);
        if (life.Reactions.Count == 0)
            return;
        writer.WriteStartArray(LifeFields.Reactions);
        foreach (var reaction in life.Reactions)
            WriteReaction(writer, reaction);
        writer.WriteEndArray();
    }

    private static void WriteReaction(IBsonWriter writer, Reaction reaction)
    {
        writer.WriteStartDocument();
        writer.WriteString(ReactionFields.Emoji, reaction.Emoji);
        writer.WriteStartArray(ReactionFields.Reactors);
        foreach (var reactor in reaction.Reactors)
        {
            writer.WriteStartDocument();
            writer.WriteId(ReactionFields.UserId, reactor.UserId);
            writer.WriteTime(ReactionFields.At, reactor.At);
            writer.WriteEndDocument();
        }

        writer.WriteEndArray();
        writer.WriteEndDocument();
    }

    private static void WriteOptionalTime(IBsonWriter writer, string name, DateTime? time)
    {
        if (time is { } value)
            writer.WriteTime(name, value);
    }

    private static bool ReadField(IBsonReader reader, string name, LifeParts parts)
    {
        switch (name)
        {
            case LifeFields.Change:
                parts.change = reader.ReadWhole();
                return true;
            case LifeFields.Kind:
                parts.kind = reader.ReadString();
                return true;
            case LifeFields.UserId:
                parts.userId = reader.ReadId<User>();
                return true;
            case LifeFields.Emoji:
                parts.emoji = reader.ReadString();
                return true;
            case LifeFields.Version:
                parts.version = checked((int)reader.ReadWhole());
                return true;
            case LifeFields.EditedAt:
                parts.editedAt = reader.ReadTime();
                return true;
            case LifeFields.DeletedAt:
                parts.deletedAt = reader.ReadTime();
                return true;
            case LifeFields.PinnedAt:
                parts.pinnedAt = reader.ReadTime();
                return true;
            case LifeFields.ThumbnailChange:
                parts.thumbnailChange = reader.ReadWhole();
                return true;
            case LifeFields.Reactions:
                ReadReactions(reader, parts.reactions);
                return true;
            default:
                return false;
        }
    }

    private static void ReadReactions(IBsonReader reader, List<Reaction> reactions)
    {
        reader.ReadStartArray();
        while (reader.ReadBsonType() != BsonType.EndOfDocument)
        {
            var parts = new ReactionParts();
            reader.ReadFields(parts, ReadReaction);
            reactions.Add(new Reaction(parts.Emoji ?? throw new FormatException("A reaction has no emoji."), parts.Reactors));
        }

        reader.ReadEndArray();
    }

    private static bool ReadReaction(IBsonReader reader, string name, ReactionParts parts)
    {
        switch (name)
        {
            case ReactionFields.Emoji:
                parts.Emoji = reader.ReadString();
                return true;
            case ReactionFields.Reactors:
                reader.ReadStartArray();
                while (reader.ReadBsonType() != BsonType.EndOfDocument)
                {
                    reader.ReadFields(parts, ReadReactor);
                    parts.Reactors.Add(new Reactor(parts.UserId, parts.At));
                }

                reader.ReadEndArray();
                return true;
            default:
                return false;
        }
    }

    private static bool ReadReactor(IBsonReader reader, string name, ReactionParts parts)
    {
        switch (name)
        {
            case ReactionFields.UserId:
                parts.UserId = reader.ReadId<User>();
                return true;
            case ReactionFields.At:
                parts.At = reader.ReadTime();
                return true;
            default:
                return false;
        }
    }

    private sealed class ReactionParts
    {
        public string? Emoji { get; set; }

        public List<Reactor> Reactors { get; } = [];

        public Id<User> UserId { get; set; }

        public DateTime At { get; set; }
    }
}
