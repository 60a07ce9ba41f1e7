using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Bench.Load.Suite;

/// <summary>
/// The database of a measured program: filled before the loads in the service's document form, which the limit programs
/// can read too, and looked at after each.
/// </summary>
internal sealed class MongoBenchDatabase(IMongoDatabase database, string uri)
{
    private const int BatchSize = 5_000;
    private const int BatchesAtOnce = 4;

    private static readonly InsertManyOptions Unordered = new() { IsOrdered = false };

    private readonly IMongoCollection<BsonDocument> users = database.GetCollection<BsonDocument>("users");
    private readonly IMongoCollection<BsonDocument> chats = database.GetCollection<BsonDocument>("chats");
    private readonly IMongoCollection<BsonDocument> messages = database.GetCollection<BsonDocument>("messages");
    private MongoBenchLedger? ledger;
    private long expected;
    private long unclear;

    /// <summary>What tells a program to use this database.</summary>
    public (string Name, string Value) Setting => ("ConnectionStrings__MongoDB", uri);

    /// <summary>
    /// Fills it with direct chats of so many messages each, the two members taking turns. The program has made its schema
    /// before, so that the service's validators look at each document.
    /// </summary>
    /// <param name="made">The chats.</param>
    /// <param name="messagesOfEach">Of each of them.</param>
    /// <param name="credits">What each member is granted; 0 for programs that are not to have wallets.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task SeedAsync(DirectChat[] made, int messagesOfEach, long credits, CancellationToken cancellationToken)
    {
        var chatCount = made.Length;
        var start = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-1);
        var people = made.SelectMany(chat => new[] { chat.First, chat.Second }).Distinct().ToArray();
        await users.InsertManyAsync(people.Select(User), Unordered, cancellationToken);
        if (credits > 0)
            ledger = await MongoBenchLedger.SeedAsync(database, people, credits, start, cancellationToken);
        await chats.InsertManyAsync(made.Select(chat => Chat(chat, messagesOfEach, start)), Unordered, cancellationToken);

        // In the order in which people write: a message to each chat, then the next one to each.
        var total = chatCount * messagesOfEach;
        var batches = Enumerable.Range(0, total).Chunk(BatchSize);
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(batches, atOnce, async (batch, token) => await messages.InsertManyAsync(
            batch.Select(i => Message(made[i % chatCount], (i / chatCount) + 1, start)), Unordered, token));
        expected = total;
    }

    /// <summary>
    /// Has the server write out what it holds back, so that a load does not pay for what the one before it, of another program,
    /// has left.
    /// </summary>
    public Task SettleAsync(CancellationToken cancellationToken) =>
        database.Client.GetDatabase("admin").RunCommandAsync<BsonDocument>(new BsonDocument("fsync", 1), null, cancellationToken);

    /// <summary>
    /// Compares what is stored with what was answered since the database was filled: as many messages as there were 201s,
    /// and in each chat the numbers 1, 2, 3 … up to the chat's last one.
    /// </summary>
    /// <returns>What is wrong; empty if all is well.</returns>
    public async Task<IReadOnlyList<string>> CheckAsync(LoadResult load, CancellationToken cancellationToken)
    {
        // A send that was answered with an error, or not at all, may have been stored all the same.
        expected += load.Acknowledged.Count;
        unclear += load.Report.Errors.Sum(error => error.Value);

        var lastNumbers = (await chats.Find(new BsonDocument()).Project("{ lastSequence: 1 }").ToListAsync(cancellationToken))
            .ToDictionary(chat => chat["_id"], chat => chat["lastSequence"].ToInt64());
        var numbers = await messages.Aggregate()
            .Sort("{ chatId: 1, sequence: 1 }")
            .Group<BsonDocument>("{ _id: '$chatId', count: { $sum: 1 }, first: { $min: '$sequence' }, last: { $max: '$sequence' } }")
            .ToListAsync(cancellationToken);

        var faults = new List<string>();
        var stored = numbers.Sum(chat => chat["count"].ToInt64());
        if (stored < expected || stored > expected + unclear)
            faults.Add($"{stored} messages are stored, and {expected} were answered for (and {unclear} answers were none)");

        // No number is there twice in a chat, a unique index sees to that: first, last and count leave no room for a gap.
        foreach (var chat in numbers)
        {
            var (count, first, last) = (chat["count"].ToInt64(), chat["first"].ToInt64(), chat["last"].ToInt64());
            if (first != 1 || last != count || lastNumbers.GetValueOrDefault(chat["_id"], -1) != last)
                faults.Add($"chat {chat["_id"]}: {count} messages from {first} to {last}, and its last number is {lastNumbers.GetValueOrDefault(chat["_id"], -1)}");
        }

        if (ledger is not null)
            faults.AddRange(await ledger.CheckAsync(cancellationToken));
        return faults;
    }

    private static BsonDocument User(string id) => new() { { "_id", ObjectId.Parse(id) }, { "username", "user " + id[^8..] } };

    private static BsonDocument Chat(DirectChat chat, long last, DateTime start)
    {
        var (first, second) = (ObjectId.Parse(chat.First), ObjectId.Parse(chat.Second));
        var (lower, higher) = first < second ? (first, second) : (second, first);
        return new BsonDocument
        {
            { "_id", ObjectId.Parse(chat.Id) },
            { "kind", "direct" },
            { "pair", new BsonBinaryData([.. lower.ToByteArray(), .. higher.ToByteArray()]) },
            { "revision", 0L },
            { "lastSequence", last },
            { "members", new BsonArray { Member(first, last - ((last + 1) % 2)), Member(second, last - (last % 2)) } },
            { "createdAt", start },
            { "updatedAt", start.AddMilliseconds(last) },
            { "activeHour", HourOf(start.AddMilliseconds(last)) },
        };
    }

    private static DateTime HourOf(DateTime utc) => utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerHour));

    private static BsonDocument Member(ObjectId id, long readUpTo) => new() { { "userId", id }, { "readUpTo", readUpTo } };

    private static BsonDocument Message(DirectChat chat, long sequence, DateTime start) => new()
    {
        { "_id", ObjectId.GenerateNewId() },
        { "chatId", ObjectId.Parse(chat.Id) },
        { "sequence", sequence },
        { "senderId", ObjectId.Parse(sequence % 2 == 1 ? chat.First : chat.Second) },
        { "type", "text" },
        { "content", RequestTemplate.Content(RequestTemplate.Tag(0, 0, (int)sequence)) },
        { "createdAt", start.AddMilliseconds(sequence) },
    };
}
