using Allmine.Application.Events;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Store;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;
using Allmine.Stores.Tests.Contracts.Events;
using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Bson;
using Xunit.Abstractions;

namespace Allmine.Stores.Tests.Mongo.Feed;

/// <summary>Two hundred listeners come back at once, from long ago or with positions that nobody ever got, while others listen on.</summary>
[Collection(nameof(Alone))]
public sealed class MongoComebackTests : IClassFixture<MongoDatabaseFixture>
{
    private const int Users = 10;
    private const int Returning = 200;
    private const int Staying = 5;

    /// <summary>How much others have written since.</summary>
    private const int Others = 10_000;

    /// <summary>How often the store is asked for events, for all of them. With a reading for each it is some hundred times.</summary>
    private const int MostReadings = 20;

    /// <summary>Of managed memory, in bytes, as the readings of <see cref="Others"/> events take it, and what the listeners are given.</summary>
    private const long MostAllocated = 400L << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly MongoDatabaseFixture database;
    private readonly ITestOutputHelper output;

    public MongoComebackTests(MongoDatabaseFixture database, ITestOutputHelper output)
    {
        database.DemandServer();
        (this.database, this.output) = (database, output);
    }

    [SkippableTheory]
    [InlineData("old")]
    [InlineData("plain")]
    [InlineData("made up")]
    [InlineData("made up in plain form")]
    public async Task Listen_WhenManyComeBackAtOnce_ThenAllHearWhatIsSentAndTheStoreIsReadAFewTimes(string kind)
    {
        var node = database.NewNode();
        var group = Chat.Group(MongoSamples.NewId<Chat>(), null, [.. Enumerable.Range(0, Users).Select(_ => MongoSamples.NewId<User>())], MongoSamples.Noon);
        var strangers = Chat.Direct(MongoSamples.NewId<Chat>(), MongoSamples.NewId<User>(), MongoSamples.NewId<User>(), MongoSamples.Noon);
        Assert.True(await node.Get<IChatRepository>().AddAsync(group, default));
        Assert.True(await node.Get<IChatRepository>().AddAsync(strangers, default));
        await using var old = new EventHub(node.Get<IEventFeed>(), node.Get<IStoreKey>(), TimeProvider.System, NullLogger<EventHub>.Instance, new EventOptions());
        using var before = await old.ListenAsync(group.Members[0].UserId, null, default);
        await using var beforePlain = await FeedReader.OpenAsync(node.Get<IEventFeed>());
        var start = (await before.ReadAsync(default).FirstAsync()).Position;
        await WriteAsync(strangers, Others);

        // One that has begun after all that.
        await using var hub = new EventHub(node.Get<IEventFeed>(), node.Get<IStoreKey>(), TimeProvider.System, NullLogger<EventHub>.Instance, new EventOptions());
        using var ending = new CancellationTokenSource(Patience);
        var staying = new List<Task<string>>();
        for (var i = 0; i < Staying; i++)
            staying.Add(HearAsync(await hub.ListenAsync(group.Members[i].UserId, null, default), ending.Token));
        node.TakeCommands();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var returning = new List<Task<string>>();
        for (var i = 0; i < Returning; i++)
            returning.Add(HearAsync(await hub.ListenAsync(group.Members[i % Users].UserId, PositionOf(kind, before, start, i), default), ending.Token));
        await WriteAsync(group, 1);

        var heard = await Task.WhenAll(staying.Concat(returning));

        Assert.All(heard, content => Assert.Equal("Message 1", content));
        var commands = node.TakeCommands();
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        output.WriteLine($"{kind}: {commands.Count(name => name == "aggregate")} readings, {commands.Count} commands, {allocated >> 20} MiB");
        Assert.InRange(commands.Count(name => name == "aggregate"), 0, MostReadings);
        Assert.InRange(allocated, 0, MostAllocated);
    }

    private static string PositionOf(string kind, EventSubscription before, EventPosition start, int number) => kind switch
    {
        "old" => before.IdOf(start),
        "plain" => start.Text,
        "made up" => before.IdOf(start)[..^4] + "AAAA",
        _ => $"{start.Text[..10]}{number:X8}{start.Text[18..]}",
    };

    /// <summary>What the next message says.</summary>
    private static async Task<string> HearAsync(EventSubscription subscription, CancellationToken cancellationToken)
    {
        using (subscription)
        {
            await foreach (var notice in subscription.ReadAsync(cancellationToken))
            {
                if (notice.Event is MessageCreated created)
                    return created.Message.GetReadable().Content!;
            }
        }

        return "the end";
    }

    /// <summary>Behind the back of the rounds, which would take longer.</summary>
    private async Task WriteAsync(Chat chat, int count)
    {
        var messages = database.Raw.GetCollection<BsonDocument>("messages");
        for (var from = 0; from < count; from += 1000)
        {
            await messages.InsertManyAsync(Enumerable.Range(from + 1, Math.Min(1000, count - from)).Select(sequence => new BsonDocument
            {
                { "_id", ObjectId.GenerateNewId() },
                { "chatId", new ObjectId(chat.Id.ToString()) },
                { "sequence", (long)sequence },
                { "senderId", new ObjectId(chat.Members[0].UserId.ToString()) },
                { "type", "text" },
                { "content", $"Message {sequence}" },
                { "createdAt", MongoSamples.Noon },
            }));
        }
    }
}
