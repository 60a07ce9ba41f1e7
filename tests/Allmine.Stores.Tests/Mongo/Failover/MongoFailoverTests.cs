using System.Globalization;
using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Xunit.Abstractions;

namespace Allmine.Stores.Tests.Mongo.Failover;

/// <summary>
/// Two nodes on a replica set of three members whose primary is killed while they send. ALLMINE_FAILOVER_ROUNDS says how
/// often; 1 if it says nothing.
/// </summary>
public sealed class MongoFailoverTests(ITestOutputHelper output)
{
    private const string RoundsVariable = "ALLMINE_FAILOVER_ROUNDS";
    private const int ChatCount = 4;
    private const int SendsBetweenFaults = 100;

    /// <summary>
    /// Within this a send that begins after the kill is acknowledged at each node: the election, which begins after 2
    /// seconds here, and the time in which the driver notices, with room for a machine that is busy.
    /// </summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(20);

    /// <summary>Only stops a test that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static int Rounds =>
        int.TryParse(Environment.GetEnvironmentVariable(RoundsVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) ? rounds : 1;

    [SkippableFact]
    public async Task CommitAsync_WhenThePrimaryIsKilledAmidSends_ThenNothingIsLostAndNothingIsThereTwice()
    {
        Skip.IfNot(MongoServer.HasMongod, MongoServer.NoMongod);
        using var set = await MongoReplicaSet.StartAsync();
        using var first = new MongoNode(set.ConnectionString);
        using var second = new MongoNode(set.ConnectionString);
        await first.Get<IStoreInitializer>().InitializeAsync(default);
        var chats = Enumerable.Range(0, ChatCount).Select(_ => MongoSamples.Direct()).ToList();
        foreach (var chat in chats)
            Assert.True(await first.Get<IChatRepository>().AddAsync(chat, default));
        // The one waits for the new primary if that comes soon; the other gives up and leaves outcomes unknown.
        var nodes = new[] { first.NewEngine(), second.NewEngine(new GroupCommitOptions { Deadline = TimeSpan.FromSeconds(1) }) };

        var senders = new FailoverSenders(nodes, chats);
        senders.Start();
        for (var round = 1; round <= Rounds; round++)
            await LosePrimaryAsync(set, senders, round);
        await senders.StopAsync();
        Assert.True(senders.Repeats > 0, "No send was left without an answer, so that no key was put to the test.");

        var stored = await StoredAsync(first, chats);
        Assert.Equal(senders.Sent.Keys.Order(), stored.Keys.Order());
        Assert.All(senders.Sent, send => AssertSame(stored[send.Key], send.Value.Receipt.Message));
        // Every key still leads to its message, at the node that did not send it too.
        var patience = new GroupCommitOptions { Deadline = Patience };
        var patient = new[] { first.NewEngine(patience), second.NewEngine(patience) };
        var replays = await Task.WhenAll(senders.Sent.SelectMany(send => patient.Select(node => RepeatAsync(node, send.Key, send.Value))));
        Assert.All(replays, replay => Assert.True(replay.Receipt.Replayed));
        Assert.All(replays, replay => AssertSame(stored[replay.Text], replay.Receipt.Message));
        Assert.Equal(stored.Keys.Order(), (await StoredAsync(second, chats)).Keys.Order());
    }

    private async Task LosePrimaryAsync(MongoReplicaSet set, FailoverSenders senders, int round)
    {
        await senders.MoreAsync(SendsBetweenFaults, Patience);
        var repeats = senders.Repeats;
        var primary = await set.PrimaryAsync();

        using var standstill = new Standstill();
        primary.Kill();
        var recovery = await senders.WorkAgainAsync(Patience);
        Assert.True(recovery - standstill.Total < Recovery, $"It took {recovery}.");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Round {round}: {primary.Address} killed, sends work again after {recovery.TotalSeconds:f1} s; {senders.Repeats - repeats} sends repeated, {senders.Count} sent in all."));
        await senders.MoreAsync(SendsBetweenFaults, Patience);

        primary.Launch();
        await set.WaitUntilWholeAsync();
        await senders.MoreAsync(SendsBetweenFaults, Patience);
    }

    private static async Task<(string Text, CommittedSend Receipt)> RepeatAsync(GroupCommitEngine node, string text, SentUnderKey send) =>
        (text, await node.CommitAsync(MongoSamples.Intent(send.Chat, text, send.Key)));

    private static void AssertSame(Message expected, Message actual)
    {
        Assert.Equal(expected.Id, actual.Id);
        Assert.Equal(expected.ChatId, actual.ChatId);
        Assert.Equal(expected.Sequence, actual.Sequence);
        Assert.Equal(expected.Content, actual.Content);
        Assert.Equal(expected.CreatedAt, actual.CreatedAt);
    }

    /// <summary>All messages of the chats by their texts, of which each is sent once. The numbers of each chat are 1, 2, 3 …</summary>
    private static async Task<Dictionary<string, Message>> StoredAsync(MongoNode node, IEnumerable<Chat> chats)
    {
        var stored = new Dictionary<string, Message>();
        foreach (var chat in chats)
        {
            var last = 0L;
            while (await node.Get<IMessageRepository>().PageAsync(chat.Id, new HistoryWindow(null, last, HistoryWindow.MaxLimit), default) is { Count: > 0 } page)
            {
                foreach (var message in page)
                {
                    Assert.Equal(++last, message.Sequence);
                    Assert.True(stored.TryAdd(message.Readable!.Content!, message.Readable), $"{message.Readable.Content} is there twice.");
                }
            }

            Assert.Equal(last, (await node.Get<IChatRepository>().FindAsync(chat.Id, default))!.LastSequence);
        }

        return stored;
    }
}
