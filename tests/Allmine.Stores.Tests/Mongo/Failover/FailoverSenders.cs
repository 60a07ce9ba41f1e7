using System.Collections.Concurrent;
using System.Diagnostics;
using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;

namespace Allmine.Stores.Tests.Mongo.Failover;

/// <summary>
/// Senders that send one message after the other, each with a key of its own, and repeat what got
/// <c>store.unavailable</c> with the same key, at the other node, until they are told that it is sent.
/// </summary>
internal sealed class FailoverSenders(IReadOnlyList<GroupCommitEngine> nodes, IReadOnlyList<Chat> chats)
{
    private const int Senders = 16;

    private static readonly TimeSpan PauseBeforeRepeat = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, SentUnderKey> sent = new();
    private readonly long[] lastSentAt = new long[nodes.Count];
    private List<Task> senders = [];
    private int count;
    private int repeats;
    private volatile bool enough;

    /// <summary>What was acknowledged, by key.</summary>
    public IReadOnlyDictionary<string, SentUnderKey> Sent => sent;

    /// <summary>How many sends were acknowledged so far.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>How many sends had to be repeated.</summary>
    public int Repeats => Volatile.Read(ref repeats);

    public void Start() => senders = [.. Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendAsync(sender)))];

    /// <summary>Waits until that many more sends are acknowledged.</summary>
    public Task MoreAsync(int sends, TimeSpan patience)
    {
        var goal = Count + sends;
        return UntilAsync(() => Count >= goal, patience, $"{sends} more sends");
    }

    /// <summary>Waits until every node has had a send acknowledged that began after this moment.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> WorkAgainAsync(TimeSpan patience)
    {
        var since = Stopwatch.GetTimestamp();
        await UntilAsync(() => Enumerable.Range(0, nodes.Count).All(node => Volatile.Read(ref lastSentAt[node]) > since), patience, "a send at each node");
        return Stopwatch.GetElapsedTime(since);
    }

    /// <summary>Lets each sender finish what it has begun.</summary>
    public Task StopAsync()
    {
        enough = true;
        return Task.WhenAll(senders);
    }

    private async Task SendAsync(int sender)
    {
        for (var number = 0; !enough; number++)
        {
            var chat = chats[(sender + number) % chats.Count];
            var text = $"{sender}-{number}";
            var receipt = await SendUntilSentAsync(chat, text, sender % nodes.Count);
            sent[text] = new SentUnderKey(chat, MongoSamples.Key(chat, text), receipt);
            Interlocked.Increment(ref count);
        }
    }

    private async Task<CommittedSend> SendUntilSentAsync(Chat chat, string text, int node)
    {
        for (; ; node = (node + 1) % nodes.Count)
        {
            var begun = Stopwatch.GetTimestamp();
            try
            {
                var receipt = await nodes[node].CommitAsync(MongoSamples.Intent(chat, text, MongoSamples.Key(chat, text)));
                Volatile.Write(ref lastSentAt[node], begun);
                return receipt;
            }
            catch (StoreUnavailableException)
            {
                Interlocked.Increment(ref repeats);
                await Task.Delay(PauseBeforeRepeat);
            }
        }
    }

    private async Task UntilAsync(Func<bool> condition, TimeSpan patience, string what)
    {
        var since = Stopwatch.GetTimestamp();
        while (!condition())
        {
            // A sender that has ended has met an answer that it should not get: that is what the test is to report.
            if (senders.Find(sender => sender.IsCompleted) is { } ended)
                await ended;
            Assert.True(Stopwatch.GetElapsedTime(since) < patience, $"There was not {what} within {patience.TotalSeconds} s.");
            await Task.Delay(10);
        }
    }
}
