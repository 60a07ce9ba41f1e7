using Allmine.Application.Ports.Chats;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

/// <summary>The search for whom a user has blocked: of each of the three sorts of blocks no more than the page, and the page of these.</summary>
internal static class MongoBlockSearch
{
    private static readonly BsonDateTime Unknown = new(0);

    private static readonly BsonDocument NewestFirst = new() { { BlockFields.At, -1 }, { BlockFields.Of, -1 } };

    public static PipelineDefinition<Chat, BsonDocument> Of(Id<User> blocker, BlockPosition? before, int limit)
    {
        var user = blocker.ToObjectId();
        BsonDocument[] others = [.. new[] { Noted(ChatFields.HigherBlock, user, before, limit), Unnoted(user, before, limit) }
            .Select(search => new BsonDocument("$unionWith", new BsonDocument { { "coll", MongoSchema.Chats }, { "pipeline", new BsonArray(search) } }))];
        return (BsonDocument[])[.. Noted(ChatFields.LowerBlock, user, before, limit), .. others, new("$sort", NewestFirst), new("$limit", limit)];
    }

    public static BlockPosition PositionOf(BsonDocument found) =>
        new(found[BlockFields.At].ToUniversalTime(), Id<User>.FromBytes(found[BlockFields.Of].AsObjectId.ToByteArray()));

    /// <summary>Along the index of these blocks. One that an earlier version has taken back is looked at in vain.</summary>
    private static BsonDocument[] Noted(string field, BsonValue user, BlockPosition? before, int limit)
    {
        var (at, of) = ($"{field}.{BlockFields.At}", $"{field}.{BlockFields.Of}");
        var filter = new BsonDocument($"{field}.{BlockFields.By}", user);
        if (before is { } bound)
            filter.AddRange(Below(bound, at, of));
        return
        [
            // What is not the page's place alone is looked at after the index.
            new("$match", filter.Add(ChatFields.BlockedBy, user)),
            new("$sort", new BsonDocument { { at, -1 }, { of, -1 } }),
            new("$limit", limit),
            new("$project", new BsonDocument { { "_id", 0 }, { BlockFields.At, $"${at}" }, { BlockFields.Of, $"${of}" } }),
        ];
    }

    /// <summary>Blocks of a node of an earlier version that runs beside this one: it notes no time.</summary>
    private static BsonDocument[] Unnoted(BsonValue user, BlockPosition? before, int limit)
    {
        var filter = new BsonDocument
        {
            { ChatFields.BlockedBy, user },
            { $"{ChatFields.LowerBlock}.{BlockFields.By}", new BsonDocument("$ne", user) },
            { $"{ChatFields.HigherBlock}.{BlockFields.By}", new BsonDocument("$ne", user) },
        };
        BsonDocument Member(int place) => new("$arrayElemAt", new BsonArray { $"${ChatFields.MembersUserId}", place });
        var other = new BsonDocument("$cond", new BsonArray { new BsonDocument("$eq", new BsonArray { Member(0), user }), Member(1), Member(0) });
        return
        [
            new("$match", filter),
            new("$project", new BsonDocument { { "_id", 0 }, { BlockFields.At, new BsonDocument("$literal", Unknown) }, { BlockFields.Of, other } }),
            new("$match", before is { } bound ? Below(bound, BlockFields.At, BlockFields.Of) : []),
            new("$sort", NewestFirst),
            new("$limit", limit),
        ];
    }

    /// <summary>Those without a time are many of one time: there the identifier alone tells the place.</summary>
    private static BsonDocument Below(BlockPosition bound, string at, string of)
    {
        var ofTime = new BsonDocument { { at, bound.At }, { of, new BsonDocument("$lt", bound.BlockedId.ToObjectId()) } };
        return bound.At == DateTime.UnixEpoch
            ? ofTime
            : new BsonDocument { { at, new BsonDocument("$lte", bound.At) }, { "$or", new BsonArray { new BsonDocument(at, new BsonDocument("$lt", bound.At)), ofTime } } };
    }
}
