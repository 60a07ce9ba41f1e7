using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;
using Allmine.Api.Tests.Hosting.Http;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Allmine.Api.Tests.Events;

/// <summary>Two nodes on one replica set, many who send, and listeners who are cut again and again and go on elsewhere.</summary>
public sealed class EventProofTests
{
    private const int Senders = 20;
    private const int Listeners = 3;
    private static readonly int Sends = LongForm.IsAskedFor ? 5000 : 600;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [SkippableFact]
    public async Task Listen_WhenCutAtRandomAndGoneOnAtTheOtherNode_ThenEachGetsExactlyItsMessagesAndEachChatInItsOrder()
    {
        var server = await MongoServer.SharedAsync();
        Skip.If(server is null, MongoServer.NoServer);
        var url = new MongoUrlBuilder(server!.ConnectionString) { DatabaseName = $"allmine-test-{ObjectId.GenerateNewId()}" };
        using var folders = new TemporaryFolder();
        var settings = new Dictionary<string, string> { ["ConnectionStrings:MongoDB"] = url.ToString() };
        await using var first = new Service(new ServiceOptions(Path.Combine(folders.Path, "1")) { Settings = settings });
        await using var second = new Service(new ServiceOptions(Path.Combine(folders.Path, "2")) { Settings = settings });
        Service[] nodes = [first, second];

        var people = await Task.WhenAll(Enumerable.Range(0, Senders + Listeners).Select(_ => first.NewUserAsync()));
        var (senders, listeners) = (people[..Senders], people[Senders..]);
        var chats = await OpenChatsAsync(senders, listeners);
        // From a moment before the first send.
        var starts = await Task.WhenAll(listeners.Select((listener, i) => StartAsync(nodes[i % 2], listener)));

        using var patience = new CancellationTokenSource(Patience);
        var done = new TaskCompletionSource<int[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = listeners.Select((listener, i) => Task.Run(() => ListenAsync(nodes, listener, starts[i], i, done.Task, patience.Token))).ToList();
        var sent = (await Task.WhenAll(senders.Select((sender, i) => Task.Run(() => SendAllAsync(nodes, sender, i, chats))))).SelectMany(own => own).ToList();
        var expected = listeners.Select(listener => sent.Where(message => chats[message.ChatId].Contains(listener.UserId)).ToList()).ToList();
        done.SetResult([.. expected.Select(own => own.Count)]);

        Assert.Equal(Sends, sent.Count);
        for (var i = 0; i < Listeners; i++)
        {
            var (received, cuts) = await reading[i];
            Assert.True(cuts > 10, $"The listener was cut only {cuts} times.");
            Assert.Equal(expected[i].Select(message => message.Id).Order(), received.Select(message => message.Id).Order());
            foreach (var chat in received.GroupBy(message => message.ChatId))
                Assert.Equal(Enumerable.Range(1, chat.Count()).Select(number => (long)number), chat.Select(message => message.Sequence));
        }

        using var client = new MongoClient(server.ConnectionString);
        await client.DropDatabaseAsync(url.DatabaseName);
    }

    /// <summary>A group of all, groups of one listener and half of the senders, and direct chats.</summary>
    /// <returns>The members, by chat.</returns>
    private static async Task<Dictionary<string, string[]>> OpenChatsAsync(Caller[] senders, Caller[] listeners)
    {
        var chats = new Dictionary<string, string[]>();
        await OpenAsync([.. senders, .. listeners]);
        foreach (var listener in listeners)
        {
            await OpenAsync([listener, .. senders.Where((_, i) => i % 2 == 0)]);
            foreach (var sender in senders)
                await OpenAsync([listener, sender]);
        }

        await OpenAsync([.. senders]);
        return chats;

        async Task OpenAsync(Caller[] members)
        {
            var others = JsonSerializer.Serialize(members.Skip(1).Select(member => member.UserId));
            var chat = (await members[0].PostAsync("/api/v2/chats", $$"""{ "memberIds": {{others}} }""")).Expect(HttpStatusCode.Created);
            chats.Add(chat["_id"].GetString()!, [.. members.Select(member => member.UserId)]);
        }
    }

    private static async Task<string> StartAsync(Service node, Caller listener)
    {
        await using var stream = await EventListening.OpenAsync(node, listener.UserId);
        return (await stream.NextAsync())!.Id!;
    }

    private static async Task<List<SentMessage>> SendAllAsync(Service[] nodes, Caller sender, int number, Dictionary<string, string[]> chats)
    {
        var random = new Random(number);
        var own = chats.Where(chat => chat.Value.Contains(sender.UserId)).Select(chat => chat.Key).ToList();
        var sent = new List<SentMessage>();
        var caller = nodes[number % 2].User(sender.UserId);
        for (var i = 0; i < Sends / Senders; i++)
        {
            var chat = own[random.Next(own.Count)];
            for (Reply? reply = null; reply?.Status != HttpStatusCode.Created;)
            {
                // Both nodes write in the same chats of a slow machine: one that had to wait for too long is sent again.
                reply = await caller.SendAsync($$"""{ "type": "text", "chatId": "{{chat}}", "content": "{{number}}-{{i}}" }""", ("Idempotency-Key", $"{number}-{i}"));
                if (reply.Status == HttpStatusCode.Created)
                    sent.Add(SentMessage.Of(reply.Json));
                else
                    reply.Expect(HttpStatusCode.ServiceUnavailable);
            }
        }

        return sent;
    }

    /// <summary>Listens until as much has come as was sent, and then for a moment more, for what should not come.</summary>
    private static async Task<(List<SentMessage> Received, int Cuts)> ListenAsync(
        Service[] nodes, Caller listener, string lastId, int number, Task<int[]> expected, CancellationToken patience)
    {
        var random = new Random(number + 1000);
        var received = new List<SentMessage>();
        var cuts = 0;
        for (; !patience.IsCancellationRequested; cuts++)
        {
            await using var stream = await EventListening.OpenAsync(nodes[random.Next(2)], listener.UserId, lastId);
            for (var blocks = random.Next(1, LongForm.IsAskedFor ? 120 : 40); blocks > 0; blocks--)
            {
                if (expected.IsCompleted && received.Count >= (await expected)[number])
                {
                    var more = stream.NextEventAsync();
                    await Task.WhenAny(more, Task.Delay(TimeSpan.FromMilliseconds(500), CancellationToken.None));
                    Assert.False(more.IsCompletedSuccessfully, "More has come than was sent.");
                    return (received, cuts);
                }

                var since = Stopwatch.GetTimestamp();
                if (await stream.NextAsync() is not { } block)
                    break;
                Assert.True(Stopwatch.GetElapsedTime(since) < Patience);
                lastId = block.Id ?? lastId;
                Assert.NotEqual("reset", block.Name);
                if (block.Name == "message.created")
                    received.Add(SentMessage.Of(block.Json));
            }
        }

        throw new TimeoutException($"Only {received.Count} messages have come.");
    }

    private sealed record SentMessage(string Id, string ChatId, long Sequence)
    {
        public static SentMessage Of(JsonElement item) =>
            new(item.GetProperty("_id").GetString()!, item.GetProperty("chatId").GetString()!, item.GetProperty("sequence").GetInt64());
    }
}
