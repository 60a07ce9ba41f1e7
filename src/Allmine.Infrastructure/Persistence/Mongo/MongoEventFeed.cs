using System.Runtime.CompilerServices;
using Allmine.Application.Abstractions;
using Allmine.Application.Events;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Mapping;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo;

/// <summary>
/// A change stream over the collections that events come from. The server gives what most members have, in the order of the
/// commits; the documents of one round come in the order in which the round wrote them. A position is the server's resume
/// token, good on every node for as long as the oplog reaches back to it.
/// </summary>
internal sealed partial class MongoEventFeed(MongoStore store, ILogger<MongoEventFeed> logger) : IEventFeed
{
    private const string Markers = "readUpTo";

    /// <summary>The oplog does not reach back any more: CappedPositionLost, InvalidResumeToken, ChangeStreamFatalError, ChangeStreamHistoryLost.</summary>
    private static readonly HashSet<int> Lost = [136, 260, 280, 286];

    /// <summary>What a server answers that can't serve now, or not this user. Whatever else it says to a token is about the token, and has many numbers.</summary>
    private static readonly HashSet<int> NotOfTheToken = [6, 7, 13, 18, 24, 43, 50, 63, 89, 91, 112, 133, 134, 189, 211, 234, 262, 9001, 10107, 11600, 11601, 11602, 13388, 13435, 13436];

    /// <summary>Of the chats only what changes their members, and the system account's wallet not at all: each round would come with both.</summary>
    private static readonly PipelineDefinition<ChangeStreamDocument<BsonDocument>, BsonDocument> Relevant = new BsonDocument[]
    {
        new("$match", new BsonDocument("$or", new BsonArray
        {
            new BsonDocument { { "ns.coll", MongoSchema.Messages }, { "operationType", "insert" } },
            new BsonDocument { { "ns.coll", MongoSchema.ReadMarkers }, { "operationType", Writes } },
            new BsonDocument
            {
                { "ns.coll", MongoSchema.Wallets },
                { "operationType", Writes },
                { "documentKey._id", new BsonDocument("$ne", Wallet.SystemOwner.ToObjectId()) },
            },
            new BsonDocument
            {
                { "ns.coll", MongoSchema.Chats },
                {
                    "$or",
                    new BsonArray
                    {
                        new BsonDocument("operationType", new BsonDocument("$in", new BsonArray { "replace", "delete" })),
                        new BsonDocument("updateDescription.updatedFields.revision", new BsonDocument("$exists", true)),
                    }
                },
            },
        })),
        new("$project", new BsonDocument
        {
            { "operationType", 1 }, { "ns.coll", 1 }, { "documentKey", 1 }, { "fullDocument", 1 }, { "updateDescription.updatedFields", 1 },
        }),
    };

    private static BsonDocument Writes => new("$in", new BsonArray { "insert", "update", "replace" });

    public bool IsPosition(string text) => MongoEventPosition.IsPosition(text);

    public async IAsyncEnumerable<FeedItem> ReadAsync(string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var members = new MongoChatMembers(store);
        using var cursor = await OpenAsync(after, cancellationToken);
        yield return new FeedItem(after ?? MongoEventPosition.Of(cursor.GetResumeToken()));
        while (await WithoutFaultAsync(() => cursor.MoveNextAsync(cancellationToken)))
        {
            var changes = cursor.Current.ToList();
            foreach (var item in await ToItemsAsync(changes, members, cancellationToken))
                yield return item;
            // Without an event for long the position moves on too, so that it does not grow too old.
            yield return new FeedItem(MongoEventPosition.Of(cursor.GetResumeToken()));
        }

        // Only the end of the database ends the stream.
        throw new PositionLostException();
    }

    /// <exception cref="PositionLostException">The server can't go on from there: the caller's word may be any.</exception>
    private async Task<IChangeStreamCursor<BsonDocument>> OpenAsync(string? after, CancellationToken cancellationToken)
    {
        var options = new ChangeStreamOptions
        {
            StartAfter = after is null ? null : MongoEventPosition.TokenOf(after),
            MaxAwaitTime = TimeSpan.FromSeconds(1),
        };
        try
        {
            return await WithoutFaultAsync(() => store.Database.WatchAsync(Relevant, options, cancellationToken).WaitAsync(MongoStore.OperationTimeout, cancellationToken));
        }
        catch (Exception exception) when (after is not null && CommandIn(exception) is { } command && !NotOfTheToken.Contains(command.Code))
        {
            throw new PositionLostException(exception);
        }
    }

    private static MongoCommandException? CommandIn(Exception exception) =>
        exception as MongoCommandException ?? exception.InnerException as MongoCommandException;

    /// <summary>One read of chats at most, whatever the number of changes.</summary>
    private async Task<List<FeedItem>> ToItemsAsync(List<BsonDocument> changes, MongoChatMembers members, CancellationToken cancellationToken)
    {
        var items = new List<FeedItem>(changes.Count);
        // Up to a change of a chat's members: what comes after it must not rely on what was loaded before.
        for (var from = 0; from < changes.Count;)
        {
            var run = changes.Skip(from).TakeWhile(change => CollectionOf(change) != MongoSchema.Chats).ToList();
            var chats = run.Count == 0 ? null : await members.OfAsync([.. run.Select(ChatOf).OfType<ObjectId>().Distinct()], cancellationToken);
            foreach (var change in run)
                items.AddRange(EventsOf(change, chats!).Select(happened => new FeedItem(MongoEventPosition.Of(change["_id"].AsBsonDocument), happened)));
            from += run.Count;
            if (from < changes.Count)
                members.Forget(KeyOf(changes[from++]));
        }

        return items;
    }

    private static string CollectionOf(BsonDocument change) => change["ns"]["coll"].AsString;

    private static ObjectId KeyOf(BsonDocument change) => change["documentKey"]["_id"].AsObjectId;

    /// <summary>The chat whose members are told of the change.</summary>
    private static ObjectId? ChatOf(BsonDocument change) => CollectionOf(change) switch
    {
        MongoSchema.Messages => change["fullDocument"]["chatId"].AsObjectId,
        MongoSchema.ReadMarkers => KeyOf(change),
        _ => null,
    };

    private IEnumerable<StoreEvent> EventsOf(BsonDocument change, IReadOnlyDictionary<ObjectId, Id<User>[]> chats)
    {
        var recipients = ChatOf(change) is { } chat ? chats.GetValueOrDefault(chat, []) : [];
        return CollectionOf(change) switch
        {
            MongoSchema.Messages => Read(change["fullDocument"].AsBsonDocument) is { } message ? [new MessageCreated(message, recipients)] : [],
            MongoSchema.ReadMarkers => MovedMarker(change) is { } moved
                ? [new MessageRead(Id<Chat>.FromBytes(KeyOf(change).ToByteArray()), moved.User, moved.Sequence, recipients)]
                : [],
            _ => Balance(change) is { } balance ? [new CreditsChanged(Id<User>.FromBytes(KeyOf(change).ToByteArray()), balance)] : [],
        };
    }

    /// <summary>A message that a newer version has written, and this one can't read, is no reason to stop.</summary>
    private Message? Read(BsonDocument document)
    {
        try
        {
            using var reader = new BsonDocumentReader(document);
            return BsonSerializer.Deserialize<Message>(reader);
        }
        catch (Exception exception) when (exception is FormatException or InvalidRequestException)
        {
            PassedOver(logger, exception, document["_id"].ToString()!);
            return null;
        }
    }

    /// <summary>One write of this service moves one marker: the first one makes the document.</summary>
    private static (Id<User> User, long Sequence)? MovedMarker(BsonDocument change)
    {
        if (change.TryGetValue("fullDocument", out var whole) && whole is BsonDocument document)
            return document[Markers].AsBsonDocument.Select(marker => ((Id<User>, long)?)(Id<User>.Parse(marker.Name), marker.Value.ToInt64())).FirstOrDefault();
        foreach (var field in change["updateDescription"]["updatedFields"].AsBsonDocument)
        {
            if (field.Name.StartsWith($"{Markers}.", StringComparison.Ordinal))
                return (Id<User>.Parse(field.Name[(Markers.Length + 1)..]), field.Value.ToInt64());
        }

        return null;
    }

    private static long? Balance(BsonDocument change)
    {
        var fields = change.TryGetValue("fullDocument", out var whole) && whole is BsonDocument document
            ? document
            : change["updateDescription"]["updatedFields"].AsBsonDocument;
        return fields.TryGetValue("balance", out var balance) ? balance.ToInt64() : null;
    }

    private static async Task<T> WithoutFaultAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (MongoCommandException exception) when (Lost.Contains(exception.Code))
        {
            throw new PositionLostException(exception);
        }
        catch (Exception exception) when (MongoFaults.IsUnavailability(exception))
        {
            throw new StoreUnavailableException(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The message {Id} can't be read, and nobody is told of it")]
    private static partial void PassedOver(ILogger logger, Exception exception, string id);
}
