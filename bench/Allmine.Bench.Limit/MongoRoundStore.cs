using System.Threading.Channels;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Bench.Limit;

/// <summary>
/// All messages that wait go into one transaction of three commands: one update for all chats of the round, each statement
/// conditional on the revision and the last number held in memory, one insert of the messages, one commit.
/// </summary>
internal sealed class MongoRoundStore : IStore
{
    private const int MaxRound = 500;

    private readonly MongoConnection mongo;
    private readonly Channel<NewMessage> waiting =
        Channel.CreateUnbounded<NewMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<string, (long Revision, long Last)> held = [];

    public MongoRoundStore(string uri)
    {
        mongo = new MongoConnection(uri);
        _ = Task.Run(WriteAsync);
    }

    public ValueTask<long> AppendAsync(NewMessage message)
    {
        waiting.Writer.TryWrite(message);
        return new ValueTask<long>(message.Stored);
    }

    private async Task WriteAsync()
    {
        var round = new List<NewMessage>();
        while (await waiting.Reader.WaitToReadAsync())
        {
            while (round.Count < MaxRound && waiting.Reader.TryRead(out var message))
                round.Add(message);
            try
            {
                await StoreAsync(round);
                foreach (var message in round)
                    message.Answer();
            }
            catch (MongoException exception)
            {
                // The outcome may be unknown: what is in memory is not relied on any more.
                foreach (var message in round)
                {
                    held.Remove(message.ChatId);
                    message.Fail(exception);
                }
            }

            round.Clear();
        }
    }

    private async Task StoreAsync(List<NewMessage> round)
    {
        await LoadAsync(round);
        var advanced = new Dictionary<string, long>();
        foreach (var message in round)
        {
            message.Sequence = advanced.GetValueOrDefault(message.ChatId, held[message.ChatId].Last) + 1;
            advanced[message.ChatId] = message.Sequence;
        }

        var updates = new BsonArray(advanced.Select(chat => new BsonDocument
        {
            {
                "q", new BsonDocument
                {
                    { "_id", ObjectId.Parse(chat.Key) }, { "revision", held[chat.Key].Revision }, { "lastSequence", held[chat.Key].Last },
                }
            },
            { "u", new BsonDocument("$set", new BsonDocument("lastSequence", chat.Value)) },
            { "upsert", held[chat.Key].Last == 0 },
        }));

        using var session = await mongo.Client.StartSessionAsync();
        session.StartTransaction(MongoConnection.Durable);
        var result = await mongo.Database.RunCommandAsync<BsonDocument>(
            session, new BsonDocument { { "update", "chats" }, { "updates", updates }, { "ordered", false } });
        if (result["n"].ToInt32() != advanced.Count)
            throw new MongoException("A chat was changed by somebody else.");
        await mongo.Messages.InsertManyAsync(session, round.Select(MongoConnection.Document));
        await session.CommitTransactionAsync();

        foreach (var (chat, last) in advanced)
            held[chat] = (held[chat].Revision, last);
    }

    /// <summary>Reads the chats that are not in memory, all at once; one that does not exist starts at 0.</summary>
    private async Task LoadAsync(List<NewMessage> round)
    {
        var missing = round.Select(message => message.ChatId).Where(chat => !held.ContainsKey(chat)).Distinct().ToList();
        if (missing.Count == 0)
            return;
        var found = await mongo.Chats.Find(Builders<BsonDocument>.Filter.In("_id", missing.Select(ObjectId.Parse))).ToListAsync();
        foreach (var chat in missing)
            held[chat] = (0, 0);
        foreach (var chat in found)
            held[chat["_id"].ToString()!] = (chat["revision"].ToInt64(), chat["lastSequence"].ToInt64());
    }
}
