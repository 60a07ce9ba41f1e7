using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;

/// <summary>
/// The blocks of a direct chat: who has blocked, which counts, and beside it since when. What an earlier version takes back or makes changes the first alone.
/// </summary>
internal sealed class BlockParts
{
    private static readonly BsonDateTime Unknown = new(0);

    private readonly List<Id<User>> blockers = [];
    private readonly List<(Id<User> By, DateTime At)> times = [];

    private Id<User> by;
    private DateTime? at;

    /// <param name="writer">Where to.</param>
    /// <param name="chat">One with a block.</param>
    public static void Write(IBsonWriter writer, Chat chat)
    {
        writer.WriteStartArray(ChatFields.BlockedBy);
        foreach (var block in chat.Blocks)
            writer.WriteObjectId(block.By.ToObjectId());
        writer.WriteEndArray();
        foreach (var block in chat.Blocks)
        {
            writer.WriteStartDocument(FieldOf(chat, block.By));
            writer.WriteId(BlockFields.By, block.By);
            writer.WriteDateTime(BlockFields.At, TimeOf(block).MillisecondsSinceEpoch);
            writer.WriteId(BlockFields.Of, chat.Pair!.Value.OtherThan(block.By));
            writer.WriteEndDocument();
        }
    }

    /// <summary>What makes the blocks of a document those of the chat.</summary>
    public static BsonDocument UpdateOf(Chat chat)
    {
        var set = new BsonDocument(ChatFields.Revision, chat.Revision);
        var unset = new BsonDocument();
        Put(ChatFields.BlockedBy, chat.IsBlocked ? new BsonArray(chat.Blocks.Select(block => block.By.ToObjectId())) : null);
        Put(ChatFields.LowerBlock, DocumentOf(chat, chat.Pair!.Value.Lower));
        Put(ChatFields.HigherBlock, DocumentOf(chat, chat.Pair!.Value.Higher));
        return new BsonDocument { { "$set", set }, { "$unset", unset, unset.ElementCount > 0 } };

        void Put(string field, BsonValue? value)
        {
            if (value is null)
                unset.Add(field, string.Empty);
            else
                set.Add(field, value);
        }
    }

    public void ReadBlockers(IBsonReader reader)
    {
        reader.ReadStartArray();
        while (reader.ReadBsonType() != BsonType.EndOfDocument)
            blockers.Add(reader.ReadId<User>());
        reader.ReadEndArray();
    }

    /// <summary>Reads a field of one of the two parts with the times.</summary>
    public static bool ReadTime(IBsonReader reader, string name, BlockParts blocks)
    {
        switch (name)
        {
            case BlockFields.By:
                blocks.by = reader.ReadId<User>();
                break;
            case BlockFields.At:
                blocks.at = reader.ReadTime();
                break;
            default:
                return false;
        }

        if (blocks is { at: { } time } && blocks.by != default)
        {
            blocks.times.Add((blocks.by, time));
            (blocks.by, blocks.at) = (default, null);
        }

        return true;
    }

    public List<Block> Compose() => blockers.ConvertAll(blocker => new Block(blocker, SinceOf(blocker)));

    private DateTime? SinceOf(Id<User> blocker)
    {
        foreach (var (user, since) in times)
        {
            if (user == blocker && since > DateTime.UnixEpoch)
                return since;
        }

        return null;
    }

    private static string FieldOf(Chat chat, Id<User> blocker) => blocker == chat.Pair!.Value.Lower ? ChatFields.LowerBlock : ChatFields.HigherBlock;

    private static BsonDateTime TimeOf(Block block) => block.At is { } time ? new BsonDateTime(time) : Unknown;

    private static BsonDocument? DocumentOf(Chat chat, Id<User> blocker)
    {
        foreach (var block in chat.Blocks)
        {
            if (block.By == blocker)
            {
                return new BsonDocument
                {
                    { BlockFields.By, blocker.ToObjectId() }, { BlockFields.At, TimeOf(block) }, { BlockFields.Of, chat.Pair!.Value.OtherThan(blocker).ToObjectId() },
                };
            }
        }

        return null;
    }
}
