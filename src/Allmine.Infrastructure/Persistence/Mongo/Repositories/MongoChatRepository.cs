using System.Globalization;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using Allmine.Infrastructure.Persistence.Mongo.Database;
using Allmine.Infrastructure.Persistence.Mongo.Records;
using Allmine.Infrastructure.Persistence.Mongo.Records.Fields;
using Allmine.Infrastructure.Persistence.Mongo.Records.Serializers;
using Allmine.Infrastructure.Persistence.Mongo.Rounds;
using Allmine.Infrastructure.Persistence.Mongo.Schema;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Infrastructure.Persistence.Mongo.Repositories;

internal sealed class MongoChatRepository(MongoStore store, MongoReadMarkers markers, MongoSentChanges sentChanges, UnreadableRecords unreadable) : IChatRepository
{
    /// <summary>The time of chats that are not open.</summary>
    private static readonly BsonDateTime Never = new(0);

    private static readonly MongoRecordSerializer<MarkedChat> MarkedChats = new(new MarkedChatSerializer());

    private static readonly BsonDocument WithMarkers = new("$lookup", new BsonDocument
    {
        { "from", MongoSchema.ReadMarkers }, { "localField", "_id" }, { "foreignField", "_id" }, { "as", MarkedChatSerializer.Markers },
    });

    public Task<Chat?> FindAsync(Id<Chat> id, CancellationToken cancellationToken) =>
        FindAsync(new BsonDocument("_id", id.ToObjectId()), cancellationToken);

    public async Task<IReadOnlyList<Chat>> FindAllAsync(IReadOnlyCollection<Id<Chat>> ids, CancellationToken cancellationToken)
    {
        var state = new RoundState();
        // An atomic batch to several of them is in all or in none.
        await LoadAsync(store.Chats.AsOfOneMoment(), ids, [], state, cancellationToken).OrUnavailable();
        await markers.CompleteAsync(state.Chats, cancellationToken);
        return [.. state.Chats];
    }

    public Task<Chat?> FindAsync(DirectPair pair, CancellationToken cancellationToken) =>
        FindAsync(new BsonDocument(ChatFields.Pair, new BsonBinaryData(pair.ToBytes())), cancellationToken);

    /// <remarks>Along the index of pairs. A chat whose record can't be read counts if it names anybody who has blocked.</remarks>
    public Task<bool> HasBlockAsync(Id<User> userId, IReadOnlyCollection<Id<User>> others, CancellationToken cancellationToken)
    {
        var blocked = OfPairs(others.Select(other => DirectPair.Of(userId, other))).Add($"{ChatFields.BlockedBy}.0", new BsonDocument("$exists", true));
        return store.Chats.Find(blocked).Limit(1).Project(new BsonDocument("_id", 1)).AnyAsync(cancellationToken).OrUnavailable();
    }

    /// <remarks>
    /// The index of members and hours tells in which hour the part ends; only the chats of these hours are read and sorted. A
    /// chat that moves between the two reads leaves a part that is shorter, never one with a hole.
    /// </remarks>
    public async Task<ChatListSlice> PageAsync(Id<User> userId, ChatPosition? before, int limit, CancellationToken cancellationToken)
    {
        var lastHour = await LastHourAsync(userId, before, limit, cancellationToken);
        var hours = lastHour is { } hour ? new BsonDocument("$gte", hour) : new BsonDocument("$gt", Never);
        if (before is { } bound)
            hours.Add("$lte", ActiveHour.Of(bound));
        var filter = Of(userId, hours, before is { } position ? Beyond(position, "$lt") : null);
        var found = await store.Chats.AsOfOneMoment().Find(filter, MongoReads.InOneBatch(limit + 1))
            .AsRecords()
            .Sort(new BsonDocument { { ChatFields.UpdatedAt, -1 }, { "_id", -1 } })
            .Limit(limit + 1)
            .ToListAsync(cancellationToken)
            .OrUnavailable();
        var slice = ChatListSlice.Of(found.ConvertAll(ToListed), limit, lastHour);
        foreach (var chat in slice.Chats)
            sentChanges.Note(chat);
        await markers.CompleteAsync(slice.Chats, cancellationToken);
        return slice;
    }

    /// <remarks>Along the index, hour by hour: the chats of the first hour that don't stand past the position are looked at in vain.</remarks>
    public async Task<IReadOnlyList<Chat>> MovedAsync(Id<User> userId, ChatPosition since, int limit, CancellationToken cancellationToken)
    {
        var filter = Of(userId, new BsonDocument { { "$gt", Never }, { "$gte", ActiveHour.Of(since) } }, Beyond(since, "$gt"));
        var found = await store.Chats.Find(filter, MongoReads.InOneBatch(limit))
            .AsRecords()
            .Sort(new BsonDocument(ChatFields.ActiveHour, 1))
            .Limit(limit)
            .ToListAsync(cancellationToken)
            .OrUnavailable();
        var moved = found.Select(record => ToListed(record).Chat).OfType<Chat>().ToList();
        await markers.CompleteAsync(moved, cancellationToken);
        return moved;
    }

    public async Task<bool> AddAsync(Chat chat, CancellationToken cancellationToken)
    {
        try
        {
            await store.Chats.InsertOneAsync(chat, null, cancellationToken).OrUnavailable();
            return true;
        }
        catch (MongoException exception) when (MongoFaults.IsDuplicateKey(exception))
        {
            return false;
        }
    }

    public async Task<bool> SaveBlocksAsync(Chat chat, CancellationToken cancellationToken)
    {
        var result = await store.Chats.UpdateOneAsync(BeforeChange(chat), BlockParts.UpdateOf(chat), null, cancellationToken).OrUnavailable();
        return result.MatchedCount == 1;
    }

    /// <remarks>Those that the user has made as the lower one of two and those made as the higher one, each along an index of its own, and those without a time, in one command.</remarks>
    public async Task<IReadOnlyList<BlockPosition>> BlocksAsync(Id<User> blocker, BlockPosition? before, int limit, CancellationToken cancellationToken)
    {
        var options = new AggregateOptions { BatchSize = limit + 1 };
        using var cursor = await store.Chats.AggregateAsync<BsonDocument>(MongoBlockSearch.Of(blocker, before, limit), options, cancellationToken).OrUnavailable();
        return (await cursor.ToListAsync(cancellationToken).OrUnavailable()).ConvertAll(MongoBlockSearch.PositionOf);
    }

    public Task<long> MarkReadAsync(Id<Chat> id, Id<User> userId, long sequence, CancellationToken cancellationToken) =>
        markers.RaiseAsync(id, userId, sequence, cancellationToken);

    /// <remarks>The chat has the marker that its sender moved.</remarks>
    public async Task<long> MarkDeliveredAsync(Id<Chat> id, Id<User> userId, long sequence, CancellationToken cancellationToken)
    {
        var one = new BsonDocument("$elemMatch", new BsonDocument(MemberFields.UserId, userId.ToObjectId()));
        var own = new BsonDocument { { ChatFields.Members, one }, { ChatFields.People, one } };
        var chat = await store.Database.GetCollection<BsonDocument>(MongoSchema.Chats)
            .Find(new BsonDocument("_id", id.ToObjectId()))
            .Project(own)
            .FirstOrDefaultAsync(cancellationToken)
            .OrUnavailable();
        var members = chat?.GetValue(ChatFields.People, BsonNull.Value) as BsonArray ?? chat?.GetValue(ChatFields.Members, BsonNull.Value) as BsonArray;
        var sent = members?.OfType<BsonDocument>().FirstOrDefault()?.WholeOrNull(MemberFields.ReadUpTo) ?? 0;
        return await markers.RaiseDeliveredAsync(id, userId, sequence, sent, cancellationToken);
    }

    /// <summary>Adds the chats of these identifiers and pairs to the state, in one command. Rounds have no use for the markers of readers.</summary>
    public Task LoadAsync(
        IReadOnlyCollection<Id<Chat>> ids, IReadOnlyCollection<DirectPair> pairs, RoundState state, CancellationToken cancellationToken) =>
        LoadAsync(store.Chats, ids, pairs, state, cancellationToken);

    private async Task LoadAsync(
        IMongoCollection<Chat> chats, IReadOnlyCollection<Id<Chat>> ids, IReadOnlyCollection<DirectPair> pairs, RoundState state, CancellationToken cancellationToken)
    {
        var ofIds = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ids.Select(id => id.ToObjectId()))));
        var ofPairs = OfPairs(pairs);
        var filter = (ids.Count, pairs.Count) switch
        {
            (_, 0) => ofIds,
            (0, _) => ofPairs,
            _ => new BsonDocument("$or", new BsonArray { ofIds, ofPairs }),
        };
        var found = await chats.Find(filter, MongoReads.InOneBatch(ids.Count + pairs.Count)).AsRecords().ToListAsync(cancellationToken);
        foreach (var record in found)
        {
            if (record.Value is { } chat)
                Add(chat, state);
            else
                MarkUnreadable(record, state);
        }
    }

    /// <summary>
    /// Takes each chat from what was decided on to what it is to be, in one command. False if one of them isn't what was
    /// decided on any more.
    /// </summary>
    /// <param name="session">Of the round.</param>
    /// <param name="changes">The chats.</param>
    /// <param name="repinned">Those whose pins change.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<bool> AdvanceAsync(
        IClientSessionHandle session, IReadOnlyCollection<ChatChange> changes, HashSet<Id<Chat>> repinned, CancellationToken cancellationToken)
    {
        var updates = new MongoConditionalUpdates(ChatFields.Revision, ChatFields.LastSequence, ChatFields.AlterationCount);
        foreach (var change in changes)
        {
            BsonValue alterations = change.BaseAlterations > 0 ? change.BaseAlterations : BsonNull.Value;
            updates.Add(change.Chat.Id.ToObjectId(), [change.BaseRevision, change.BaseSequence, alterations], Advance(change, repinned.Contains(change.Chat.Id)));
        }

        return await updates.RunAsync(store.Database, session, MongoSchema.Chats, cancellationToken);
    }

    /// <summary>Forgets in the round how far those had read who come into a chat with it: they may have been there before.</summary>
    public async Task ForgetMarkersOfNewMembersAsync(IClientSessionHandle session, IEnumerable<ChatChange> changes, CancellationToken cancellationToken)
    {
        foreach (var change in changes)
        {
            var was = change.BaseSequence + change.BaseAlterations;
            var added = change.Chat.Members.Where(member => member.LineChange > was && change.ChangedMembers.Contains(member.UserId)).Select(member => member.UserId).ToList();
            if (added.Count > 0)
                await markers.ForgetAsync(session, change.Chat.Id, added, cancellationToken);
        }
    }

    private void Add(Chat chat, RoundState state)
    {
        sentChanges.Note(chat);
        state.Add(chat);
    }

    public Task InsertAsync(IClientSessionHandle session, IEnumerable<Chat> chats, CancellationToken cancellationToken) =>
        store.Chats.InsertManyAsync(session, chats, null, cancellationToken);

    /// <summary>The chat and its markers in one command.</summary>
    private async Task<Chat?> FindAsync(BsonDocument filter, CancellationToken cancellationToken)
    {
        PipelineDefinition<Chat, MongoRecord<MarkedChat>> search = new BsonDocumentStagePipelineDefinition<Chat, MongoRecord<MarkedChat>>(
            [new("$match", filter), new("$limit", 1), WithMarkers], MarkedChats);
        using var cursor = await store.Chats.AggregateAsync(search, null, cancellationToken).OrUnavailable();
        var found = await cursor.ToListAsync(cancellationToken).OrUnavailable();
        if (found.Count == 0)
            return null;
        var (chat, read) = found[0].Value ?? throw ReportOf(found[0]);
        sentChanges.Note(chat);
        markers.Complete(chat, read);
        return chat;
    }

    /// <summary>One of which not even the place can be read has none of the list: the times are compared by the server.</summary>
    private ListedChat ToListed(MongoRecord<Chat> record)
    {
        if (record.Value is { } chat)
            return ListedChat.Of(chat);
        ReportOf(record);
        return new ListedChat(new ChatPosition(record.Raw!.TimeOrNull(ChatFields.UpdatedAt) ?? DateTime.UnixEpoch, record.Raw!.IdOrNull<Chat>("_id") ?? default), null);
    }

    /// <summary>It was found by its identifier, by its pair, or by both.</summary>
    private void MarkUnreadable(MongoRecord<Chat> record, RoundState state)
    {
        var why = ReportOf(record);
        if (record.Raw!.IdOrNull<Chat>("_id") is { } id)
            state.MarkUnreadable(id, why);
        if (record.Raw!.GetValue(ChatFields.Pair, BsonNull.Value) is BsonBinaryData { Bytes: { Length: 2 * Id<User>.Size } pair })
            state.MarkUnreadable(DirectPair.Of(Id<User>.FromBytes(pair.AsSpan(0, Id<User>.Size)), Id<User>.FromBytes(pair.AsSpan(Id<User>.Size))), why);
    }

    private UnreadableRecordException ReportOf<T>(MongoRecord<T> record)
        where T : class => unreadable.Report($"chat {record.Raw!.IdText()}", record.Failure);

    /// <summary>
    /// The hour in which a part of a list ends: that of the first chat past the limit, counted from the hour after the one the
    /// part begins in, which may be used up already. Null if the list ends first. The index alone tells.
    /// </summary>
    private async Task<DateTime?> LastHourAsync(Id<User> userId, ChatPosition? before, int limit, CancellationToken cancellationToken)
    {
        var hours = new BsonDocument("$gt", Never);
        if (before is { } bound)
            hours.Add("$lt", ActiveHour.Of(bound));
        var entry = await store.Database.GetCollection<BsonDocument>(MongoSchema.Chats).Find(Of(userId, hours, others: null))
            .Sort(new BsonDocument(ChatFields.ActiveHour, -1))
            .Skip(limit)
            .Limit(1)
            .Project(new BsonDocument { { "_id", 0 }, { ChatFields.ActiveHour, 1 } })
            .FirstOrDefaultAsync(cancellationToken)
            .OrUnavailable();
        return entry?[ChatFields.ActiveHour].ToUniversalTime();
    }

    /// <summary>A user's chats, in either form: each has its index, and the server merges the two.</summary>
    private static BsonDocument Of(Id<User> userId, BsonDocument hours, BsonDocument? others)
    {
        return new("$or", new BsonArray { In(ChatFields.MembersUserId), In(ChatFields.PeopleUserId) });

        BsonDocument In(string members)
        {
            var filter = new BsonDocument { { members, userId.ToObjectId() }, { ChatFields.ActiveHour, hours } };
            return others is null ? filter : filter.AddRange(others);
        }
    }

    private static BsonDocument OfPairs(IEnumerable<DirectPair> pairs) =>
        new(ChatFields.Pair, new BsonDocument("$in", new BsonArray(pairs.Select(pair => new BsonBinaryData(pair.ToBytes())))));

    /// <summary>The identifier tells those of one time apart.</summary>
    private static BsonDocument Beyond(ChatPosition bound, string beyond) => new(
        "$or",
        new BsonArray
        {
            new BsonDocument(ChatFields.UpdatedAt, new BsonDocument(beyond, bound.UpdatedAt)),
            new BsonDocument { { ChatFields.UpdatedAt, bound.UpdatedAt }, { "_id", new BsonDocument(beyond, bound.Id.ToObjectId()) } },
        });

    /// <summary>The chat as it must still be for one change of its revision to be written.</summary>
    private static BsonDocument BeforeChange(Chat chat) => new() { { "_id", chat.Id.ToObjectId() }, { ChatFields.Revision, chat.Revision - 1 } };

    /// <summary>
    /// The read markers of the senders are set by their place among the members, which the condition on the revision keeps
    /// from having moved; those of the others are left alone. An hour that stays what it is touches no index.
    /// </summary>
    private static BsonDocument Advance(ChatChange change, bool isRepinned)
    {
        var chat = change.Chat;
        var (set, raised, unset) = (new BsonDocument(), new BsonDocument(), new BsonDocument());
        if (chat.AlterationCount > change.BaseAlterations)
            set.Add(ChatFields.AlterationCount, chat.AlterationCount);
        if (isRepinned)
            set.Add(ChatFields.Pins, ChatSerializer.PinsOf(chat));
        if (change.ChangesChat)
            WriteItself(chat, set, unset);
        // What only alters messages leaves the chat's place in the list.
        if (chat.UpdatedAt != change.BaseUpdatedAt || chat.LastSequence > change.BaseSequence)
        {
            raised.Add(ChatFields.ActiveHour, ActiveHour.Of(chat));
            set.Add(ChatFields.UpdatedAt, chat.UpdatedAt);
            // The first message may be what opens the chat.
            if (change.BaseSequence == 0)
                set.Add(ChatFields.CreatedAt, chat.CreatedAt);
        }

        if (chat.LastSequence > change.BaseSequence)
        {
            set.Add(ChatFields.LastSequence, chat.LastSequence);
            // Those of a group that changes itself are written with all the rest.
            if (!set.Contains(ChatFields.People))
                RaiseSenders(change, raised);
        }

        return new() { { "$set", set }, { "$max", raised, raised.ElementCount > 0 }, { "$unset", unset, unset.ElementCount > 0 } };
    }

    private static void RaiseSenders(ChatChange change, BsonDocument raised)
    {
        var members = ChatSerializer.MembersFieldOf(ChatSerializer.HasChanged(change.Chat));
        for (var i = 0; i < change.Chat.Members.Count; i++)
        {
            if (change.Senders.Contains(change.Chat.Members[i].UserId))
                raised.Add(string.Create(CultureInfo.InvariantCulture, $"{members}.{i}.{MemberFields.ReadUpTo}"), change.Chat.Members[i].ReadUpTo);
        }
    }

    /// <summary>All of a group that has nothing to do with messages, in the form that it has from its first change on. Of a direct chat that is opened the revision alone: its times are those of its place in the list.</summary>
    private static void WriteItself(Chat chat, BsonDocument set, BsonDocument unset)
    {
        set.Add(ChatFields.Revision, chat.Revision);
        if (!ChatSerializer.HasChanged(chat))
            return;
        set.Add(ChatFields.Kind, ChatFields.ChangedGroup).Add(ChatFields.OwnChange, chat.OwnChange).Add(ChatFields.People, MemberParts.PeopleOf(chat));
        unset.Add(ChatFields.Members, string.Empty);
        Put(ChatFields.Title, chat.Title is { } title ? new BsonString(title) : null);
        Put(ChatFields.Photo, chat.Photo is { } photo ? MediaParts.ToDocument(photo) : null);

        void Put(string field, BsonValue? value)
        {
            if (value is null)
                unset.Add(field, string.Empty);
            else
                set.Add(field, value);
        }
    }
}
