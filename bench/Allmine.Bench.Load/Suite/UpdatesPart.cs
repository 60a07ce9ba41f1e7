using System.Diagnostics;
using Allmine.Infrastructure.Persistence.Mongo.Rounds;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Bench.Load.Suite;

/// <summary>
/// What one <c>update</c> of many chats costs in a transaction: with a condition in each statement, with one statement that
/// looks at all of them, and without any. The ways take turns; the commit is not measured.
/// </summary>
internal sealed class UpdatesPart(Workbench bench, MongoBenchServer mongo)
{
    private const int ChatCount = 10_000;

    private const string Together = "one looks at all";
    private const string Unconditional = "no condition";

    private static readonly string[] Ways = ["a condition in each", Together, Unconditional];
    private static readonly TransactionOptions Durable = new(ReadConcern.Snapshot, ReadPreference.Primary, WriteConcern.WMajority.With(journal: true));

    private readonly ObjectId[] ids = [.. Enumerable.Range(0, ChatCount).Select(_ => ObjectId.GenerateNewId())];
    private readonly Dictionary<ObjectId, long> numbers = [];

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var url = new MongoUrl(mongo.NewDatabase().Setting.Value);
        using var client = new MongoClient(url);
        var database = client.GetDatabase(url.DatabaseName);
        await FillAsync(database.GetCollection<BsonDocument>("chats"), cancellationToken);

        var turns = bench.Quick ? 50 : 300;
        Console.WriteLine($"\n### One update of many chats\n\nMedians of {turns} turns, microseconds.\n");
        Console.WriteLine($"| chats | {string.Join(" | ", Ways)} |\n|---:|---:|---:|---:|");
        foreach (var count in (int[])[1, 2, 4, 8, 16, 32, 64, 200])
        {
            var times = Ways.ToDictionary(way => way, _ => new List<double>());
            for (var turn = 0; turn < turns; turn++)
            {
                foreach (var way in Ways)
                    times[way].Add(await UpdateAsync(database, way, count, cancellationToken));
            }

            Console.WriteLine($"| {count} | {string.Join(" | ", Ways.Select(way => Measurements.Format(Statistics.Median(times[way]), "f0")))} |");
        }
    }

    /// <summary>Chats as the service has them, and the indexes that its planner chooses from.</summary>
    private async Task FillAsync(IMongoCollection<BsonDocument> chats, CancellationToken cancellationToken)
    {
        foreach (var id in ids)
            numbers[id] = 0;
        await chats.InsertManyAsync(ids.Select(Chat), null, cancellationToken);
        await chats.Indexes.CreateManyAsync(
            [new(new BsonDocument("pair", 1)), new(new BsonDocument { { "members.userId", 1 }, { "activeHour", -1 } })], cancellationToken);
    }

    private async Task<double> UpdateAsync(IMongoDatabase database, string way, int count, CancellationToken cancellationToken)
    {
        var changed = Random.Shared.GetItems(ids, count).Distinct().ToList();
        while (changed.Count < count)
            changed = [.. changed.Append(ids[Random.Shared.Next(ids.Length)]).Distinct()];
        var start = Stopwatch.GetTimestamp();
        using var session = await database.Client.StartSessionAsync(new ClientSessionOptions { CausalConsistency = false }, cancellationToken);
        session.StartTransaction(Durable);
        var updates = way == Unconditional ? new MongoConditionalUpdates() : new MongoConditionalUpdates("revision", "lastSequence");
        foreach (var id in changed)
            updates.Add(id, [0L, numbers[id]], Next(id));
        var areAllFound = await updates.RunAsync(database, session, "chats", way == Together, cancellationToken);
        var time = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        if (!areAllFound)
            throw new BenchException($"Not all of {count} chats were found.");
        await session.CommitTransactionAsync(cancellationToken);
        foreach (var id in changed)
            numbers[id]++;
        return time;
    }

    private BsonDocument Next(ObjectId id)
    {
        var set = new BsonDocument { { "lastSequence", numbers[id] + 1 }, { "updatedAt", Now } };
        var raised = new BsonDocument { { "activeHour", Now.Date }, { "members.0.readUpTo", numbers[id] + 1 } };
        return new() { { "$set", set }, { "$max", raised } };
    }

    private static BsonDocument Chat(ObjectId id) => new()
    {
        { "_id", id },
        { "kind", "direct" },
        { "pair", new BsonBinaryData([.. id.ToByteArray(), .. id.ToByteArray()]) },
        { "revision", 0L },
        { "lastSequence", 0L },
        { "members", new BsonArray(Enumerable.Range(0, 2).Select(_ => new BsonDocument { { "userId", ObjectId.GenerateNewId() }, { "readUpTo", 0L } })) },
        { "createdAt", Now },
        { "updatedAt", Now },
        { "activeHour", Now.Date },
    };
}
