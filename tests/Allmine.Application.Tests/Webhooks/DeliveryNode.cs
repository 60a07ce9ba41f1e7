using Allmine.Application.Feed;
using Allmine.Application.Leases;
using Allmine.Application.Ports.Webhooks;
using Allmine.Application.Tests.Fakes;
using Allmine.Application.Webhooks;
using Allmine.Application.Webhooks.ListWebhooks;
using Allmine.Application.Webhooks.PutWebhook;
using Allmine.Application.Webhooks.ReplayWebhook;
using Allmine.Application.Webhooks.RetryDelivery;
using Allmine.Application.Webhooks.RotateSecret;
using MediatR;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Allmine.Application.Tests.Webhooks;

/// <summary>What a node does for webhooks: leases and deliveries.</summary>
internal sealed class DeliveryNode : IAsyncDisposable, IWebhookSender
{
    private readonly DeliveryWorld world;
    private readonly CancellationTokenSource ending = new();
    private readonly Task running;
    private readonly RushedTime time;

    public DeliveryNode(DeliveryWorld world, bool isRunning, RushedTime? ownTime = null)
    {
        this.world = world;
        time = ownTime ?? world.Time;
        var log = ShakyLine.To(world.Store.FeedLog, Line);
        var webhooks = ShakyLine.To(world.Store.Webhooks, Line);
        Leases = new LeaseKeeper(ShakyLine.To(world.Store.Leases, Line), world.Ids, time);
        Book = new WebhookBook(webhooks);
        Positions = new FeedPositions(world.Store.Key);
        var erasing = new FeedErasing(world.Store.MessageRepository, Mock.Of<IFeedBodies>());
        Feed = new FeedReader(log, Positions, erasing);
        Secrets = new WebhookSecrets(world.Cipher, time);
        Head = new FeedHead(log, time, NullLogger<FeedHead>.Instance);
        Backlogs = new WebhookBacklogs(log, webhooks);
        Reader = new DeliveryReader(log, webhooks, Backlogs, time);
        Post = new WebhookPost(this, Secrets, new PreviousChanges(log), erasing, Positions, time);
        Tools = new DeliveryTools(log, webhooks, Leases, Book, Post, Head, world.Ids, world.Options, time, Logger);
        Dispatcher = new WebhookDispatcher(Book, webhooks, Leases, Tools);
        running = isRunning ? Task.Run(RunAsync) : Task.CompletedTask;
    }

    public ShakyLine.LineState Line { get; } = new(7);

    public CapturingLogger<WebhookRunner> Logger { get; } = new();

    public LeaseKeeper Leases { get; }

    public WebhookBook Book { get; }

    public FeedPositions Positions { get; }

    public FeedReader Feed { get; }

    public WebhookSecrets Secrets { get; }

    public FeedHead Head { get; }

    public WebhookBacklogs Backlogs { get; }

    public DeliveryReader Reader { get; }

    public WebhookPost Post { get; }

    public DeliveryTools Tools { get; }

    public WebhookDispatcher Dispatcher { get; }

    public Task<WebhookView> PutAsync(string name, string? url = null, string[]? types = null, bool? active = null, string? from = null) =>
        ((IRequestHandler<PutWebhookCommand, WebhookView>)new PutWebhookHandler(Book, Backlogs, Secrets, Feed, world.Store.FeedLog, world.Ids, world.Time))
        .Handle(new PutWebhookCommand(name, url, types, active, from), default);

    public Task<WebhookView> RotateAsync(string name) => new RotateSecretHandler(Book, Backlogs, Secrets, world.Time).Handle(new RotateSecretCommand(name), default);

    public Task<IReadOnlyList<WebhookView>> ListAsync() => ((IRequestHandler<ListWebhooksQuery, IReadOnlyList<WebhookView>>)new ListWebhooksHandler(Book, Backlogs)).Handle(new ListWebhooksQuery(), default);

    public Task ReplayAsync(string name, string from, string? to = null) =>
        ((IRequestHandler<ReplayWebhookCommand, Unit>)new ReplayWebhookHandler(Book, Feed, world.Store.FeedLog, world.Ids)).Handle(new ReplayWebhookCommand(name, from, to), default);

    public Task RetryAsync(string name, string id) =>
        ((IRequestHandler<RetryDeliveryCommand, Unit>)new RetryDeliveryHandler(Book, Reader, world.Ids)).Handle(new RetryDeliveryCommand(name, id), default);

    public Task DeleteAsync(string name) => Book.ChangeAsync(registry => registry.Find(name) is { } webhook ? registry.Without(webhook) : null, default);

    public async Task<IReadOnlyList<DeliveryView>> DeliveriesAsync(string name, DeliveryStatus? status = null) =>
        (await Reader.ReadAsync(await Book.DemandAsync(name, default), status, null, 100, default)).Items;

    /// <summary>Waits until the node has read the registry so many times more, and so had time to do something about what it was at the first.</summary>
    public async Task SeenAsync(int looks = 4)
    {
        var before = Line.CallsOf(nameof(IWebhookStore.ReadRegistryAsync));
        await Eventually.HoldsAsync(() => Line.CallsOf(nameof(IWebhookStore.ReadRegistryAsync)) >= before + looks);
    }

    /// <summary>Ends it as if its power were cut: nothing is written down, and nothing sent, from now on.</summary>
    public async Task KillAsync()
    {
        Line.IsCut = true;
        await DisposeAsync();
    }

    public bool MayHave(string url) => world.Receiver.MayHave(url);

    public async Task<WebhookAnswer> SendAsync(WebhookRequest request, CancellationToken cancellationToken) =>
        Line.IsCut ? new WebhookAnswer(null, "connection", TimeSpan.Zero) : await world.Receiver.SendAsync(request, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await running;
    }

    private async Task RunAsync()
    {
        await Task.WhenAll(RepeatAsync(Leases.StepAsync, TimeSpan.FromSeconds(1)), RepeatAsync(Dispatcher.StepAsync, TimeSpan.FromSeconds(1)));
        await Dispatcher.EndAsync();
        await Task.WhenAny(Leases.EndAsync(default));
    }

    private async Task RepeatAsync(Func<CancellationToken, Task> step, TimeSpan pause)
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                await step(ending.Token);
            }
            catch (Exception exception) when (exception is Domain.Errors.StoreUnavailableException or OperationCanceledException)
            {
            }

            await Task.WhenAny(Task.Delay(pause, time, ending.Token));
        }
    }
}
