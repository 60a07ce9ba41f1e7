using Allmine.Application.Events;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Store;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Stores.Tests.Contracts.Events;
using Allmine.Stores.Tests.Mongo.Failover;
using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Bson;

namespace Allmine.Stores.Tests.Mongo.Feed;

/// <summary>The change stream when its server is lost.</summary>
public sealed class MongoEventFeedFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task Read_WhenThePrimaryIsKilledAmidSends_ThenListenersGetEveryMessageOnceAndEachChatInItsOrder()
    {
        Skip.IfNot(MongoServer.HasMongod, MongoServer.NoMongod);
        using var set = await MongoReplicaSet.StartAsync();
        using var first = new MongoNode(set.ConnectionString);
        using var second = new MongoNode(set.ConnectionString);
        await first.Get<IStoreInitializer>().InitializeAsync(default);
        var user = MongoSamples.NewId<User>();
        var chats = Enumerable.Range(0, 4).Select(_ => Chat.Direct(MongoSamples.NewId<Chat>(), user, MongoSamples.NewId<User>(), MongoSamples.Noon)).ToList();
        foreach (var chat in chats)
            Assert.True(await first.Get<IChatRepository>().AddAsync(chat, default));
        // A listener that stands still while the others send is not to be cut off.
        var patient = new EventOptions { MaxWaiting = int.MaxValue };
        await using var hub = new EventHub(second.Get<IEventFeed>(), second.Get<IStoreKey>(), TimeProvider.System, NullLogger<EventHub>.Instance, patient);
        using var subscription = await hub.ListenAsync(user, null, default);
        using var ending = new CancellationTokenSource();
        var received = new List<Message>();
        var reading = Task.Run(() => ReadAsync(subscription, received, ending.Token));

        var senders = new FailoverSenders([first.NewEngine(), second.NewEngine()], chats);
        senders.Start();
        await senders.MoreAsync(100, Patience);
        (await set.PrimaryAsync()).Kill();
        await senders.WorkAgainAsync(Patience);
        await senders.MoreAsync(100, Patience);
        await senders.StopAsync();

        for (var i = 0; i < 600 && Count(received) < senders.Sent.Count; i++)
            await Task.Delay(100);
        await ending.CancelAsync();
        await reading;
        Assert.Equal(senders.Sent.Keys.Order(), received.Select(message => message.Content!).Order());
        foreach (var chat in received.GroupBy(message => message.ChatId))
            Assert.Equal(Enumerable.Range(1, chat.Count()).Select(number => (long)number), chat.Select(message => message.Sequence));
    }

    /// <summary>286 is what a server answers whose oplog does not reach back any more, to the opening and to a stream that was too slow.</summary>
    [SkippableTheory]
    [InlineData("aggregate")]
    [InlineData("getMore")]
    public async Task Read_WhenTheOplogReachesBackNoMore_ThenThePositionIsLost(string command)
    {
        var name = $"feed-{command}";
        var database = new MongoDatabaseFixture();
        await database.InitializeAsync();
        try
        {
            database.DemandServer();
            EventPosition position;
            await using (var before = await FeedReader.OpenAsync(database.Node.Get<IEventFeed>()))
                position = before.Start;
            var feed = database.NewNode(name).Get<IEventFeed>();
            await using var failure = await MongoFailPoint.SetAsync(
                database.Node.Client, name, "alwaysOn", new BsonDocument { { "failCommands", new BsonArray { command } }, { "errorCode", 286 } });

            await Assert.ThrowsAsync<PositionLostException>(async () =>
            {
                await using var reader = await FeedReader.OpenAsync(feed, position);
                // At first what the opening has brought along, which is nothing.
                for (var i = 0; i < 3; i++)
                    await reader.NextAsync();
            });
        }
        finally
        {
            await database.DisposeAsync();
        }
    }

    private static async Task ReadAsync(EventSubscription subscription, List<Message> received, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var notice in subscription.ReadAsync(cancellationToken))
            {
                if (notice.Event is not MessageCreated created)
                    continue;
                lock (received)
                {
                    received.Add(created.Message.GetReadable());
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Enough has come.
        }
    }

    private static int Count(List<Message> received)
    {
        lock (received)
        {
            return received.Count;
        }
    }
}
