using Allmine.Application.GroupCommit;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Messages;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;

namespace Allmine.Stores.Tests.Mongo.Nodes;

/// <summary>Two nodes, each with a client and an engine of its own, that send to the same chats at once.</summary>
public sealed class MongoNodesTests : IClassFixture<MongoDatabaseFixture>
{
    private readonly MongoDatabaseFixture database;

    public MongoNodesTests(MongoDatabaseFixture database)
    {
        database.DemandServer();
        this.database = database;
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task CommitAsync_WhenTwoNodesSendToTheSameChats_ThenNumbersHaveNoGapsAndNoDoubles(int chatCount)
    {
        const int SendsOfEachNode = 200;
        var chats = Enumerable.Range(0, chatCount).Select(_ => MongoSamples.Direct()).ToList();
        foreach (var chat in chats)
            Assert.True(await database.Node.Get<IChatRepository>().AddAsync(chat, default));
        var patient = new GroupCommitOptions { Deadline = TimeSpan.FromSeconds(60), MaxRoundIntents = 20 };
        var engines = new[] { database.NewNode(), database.NewNode() }.Select(node => node.NewEngine(patient)).ToList();

        var receipts = await Task.WhenAll(engines.SelectMany((engine, node) => Enumerable.Range(0, SendsOfEachNode).Select(i =>
            engine.CommitAsync(MongoSamples.Intent(chats[i % chatCount], $"{node}-{i}")))));

        var stored = new Dictionary<string, Message>();
        foreach (var chat in chats)
        {
            var messages = await HistoryAsync(chat);
            Assert.Equal(Enumerable.Range(1, messages.Count).Select(number => (long)number), messages.Select(message => message.Sequence));
            Assert.Equal(messages.Count, (await database.Node.Get<IChatRepository>().FindAsync(chat.Id, default))!.LastSequence);
            foreach (var message in messages)
                stored.Add(message.Content!, message);
        }

        Assert.Equal(2 * SendsOfEachNode, stored.Count);
        Assert.All(receipts, receipt => Assert.Equal(stored[receipt.Message.Content!].Sequence, receipt.Message.Sequence));
    }

    [SkippableFact]
    public async Task CommitAsync_WhenOneKeyComesToTwoNodesAtOnce_ThenOneEffect()
    {
        var chat = MongoSamples.Direct();
        await database.Node.Get<IChatRepository>().AddAsync(chat, default);
        var key = MongoSamples.Key(chat);
        var patient = new GroupCommitOptions { Deadline = TimeSpan.FromSeconds(60) };
        var engines = new[] { database.NewNode().NewEngine(patient), database.NewNode().NewEngine(patient) };

        var receipts = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => engines[i % 2].CommitAsync(MongoSamples.Intent(chat, "hello", key))));

        var message = Assert.Single(await HistoryAsync(chat));
        Assert.All(receipts, receipt => Assert.Equal(message.Id, receipt.Message.Id));
        Assert.Single(receipts, receipt => !receipt.Replayed);
    }

    private async Task<List<Message>> HistoryAsync(Chat chat)
    {
        var messages = new List<Message>();
        while (true)
        {
            var window = new HistoryWindow(Before: null, After: messages.Count == 0 ? 0 : messages[^1].Sequence, HistoryWindow.MaxLimit);
            var page = await database.Node.Get<IMessageRepository>().PageAsync(chat.Id, window, default);
            if (page.Count == 0)
                return messages;
            messages.AddRange(page.Select(message => message.GetReadable()));
        }
    }
}
