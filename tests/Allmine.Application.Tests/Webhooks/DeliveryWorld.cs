using System.Globalization;
using Allmine.Application.Feed;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Webhooks;
using Allmine.Application.Tests.Fakes;
using Allmine.Application.Webhooks;
using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.Tests.Webhooks;

/// <summary>A store with a feed, receivers, and nodes that come and go. What the feed tells is written by the test itself.</summary>
internal sealed class DeliveryWorld : IAsyncDisposable
{
    private readonly List<DeliveryNode> nodes = [];
    private readonly Dictionary<Id<Chat>, long> changes = [];
    private readonly FeedPriors priors;

    public DeliveryWorld()
    {
        priors = new FeedPriors(Store.FeedLog);
        // A slow machine is not to look like a dead one.
        Store.IsOfOneProcess = true;
    }

    public InMemoryStore Store { get; } = new();

    public RushedTime Time { get; } = new(50);

    public TestReceiver Receiver { get; } = new();

    public TestCipher Cipher { get; } = new();

    public ChanceIds Ids { get; } = new();

    public WebhookOptions Options { get; init; } = new();

    public List<FeedEntry> Told { get; } = [];

    /// <summary>Calls of handlers are made by it: a node that delivers nothing.</summary>
    public DeliveryNode Caller => caller ??= new DeliveryNode(this, isRunning: false);

    private DeliveryNode? caller;

    /// <param name="aheadBy">So much the node's clock is ahead of the others'.</param>
    public DeliveryNode Start(TimeSpan aheadBy = default)
    {
        var node = new DeliveryNode(this, isRunning: true, aheadBy == default ? Time : Ahead(aheadBy));
        nodes.Add(node);
        return node;
    }

    /// <summary>A webhook <c>hook</c>, a node that delivers to it, and one event of a chat.</summary>
    /// <param name="answer">What comes of its attempts.</param>
    /// <param name="failsOn">The method of the store whose calls fail for the node, from before the event on.</param>
    public async Task<DeliveryNode> DeliverOneAsync(Func<TestReceiver.Arrival, Task<WebhookAnswer>> answer, string? failsOn = null)
    {
        Receiver.Answer = answer;
        await Caller.PutAsync("hook", "https://receiver.example/");
        var node = Start();
        node.Line.FailsOn = failsOn;
        await TellAsync(Next(Chats(1)[0]));
        return node;
    }

    public Id<Chat>[] Chats(int count) => [.. Enumerable.Range(0, count).Select(_ => Ids.NewId<Chat>())];

    /// <summary>Chats whose events all are in one partition.</summary>
    public Id<Chat>[] ChatsIn(int partition, int count) =>
        [.. Enumerable.Repeat(0, int.MaxValue).Select(_ => Ids.NewId<Chat>()).Where(chat => FeedEntry.PartitionOf(Id<FeedLane>.FromBytes(chat.ToBytes())) == partition).Take(count)];

    /// <summary>An event of a chat, in a commit of its own or with others.</summary>
    public FeedEntry Next(Id<Chat> chat, FeedType type = FeedType.ChatUpdated, bool isChange = true, string? data = null)
    {
        var number = Told.Count + 1;
        if (isChange)
            changes[chat] = changes.GetValueOrDefault(chat) + 1;
        var entry = new FeedEntry
        {
            Number = number,
            Id = Ids.NewId<FeedEntry>(),
            Type = type,
            Lane = Id<FeedLane>.FromBytes(chat.ToBytes()),
            ChatId = chat,
            Change = isChange ? changes[chat] : null,
            CreatedAt = Time.GetUtcNow().UtcDateTime.AddTicks(-(Time.GetUtcNow().Ticks % TimeSpan.TicksPerMillisecond)),
            Data = data ?? string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{number}}}"""),
        };
        Told.Add(entry);
        return entry;
    }

    public async Task TellAsync(params FeedEntry[] entries)
    {
        await priors.LoadAsync(entries.Where(entry => entry.Change is not null).Select(entry => entry.Lane), default);
        var state = await Store.FeedLog.ReadStateAsync(default);
        var whole = entries.Select(priors.Next).ToList();
        Assert.True(await Store.FeedLog.AppendAsync(new FeedAppend(state.Epoch, state.Last, whole, [], new EventPosition("x")), default));
    }

    private RushedTime Ahead(TimeSpan by)
    {
        var time = new RushedTime(50);
        time.Skip(by + (Time.GetUtcNow() - time.GetUtcNow()));
        return time;
    }

    public async Task<Webhook> FindAsync(string name) => await Caller.Book.DemandAsync(name, default);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
            await node.DisposeAsync();
    }
}
