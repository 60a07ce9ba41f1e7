using Allmine.Application.Feed;
using Allmine.Application.Ports.Feed;
using Allmine.Application.Ports.Store;
using Allmine.Application.Ports.Users;
using Allmine.Application.Ports.Webhooks;
using Allmine.Application.Tests.Fakes;
using Allmine.Application.Tests.Webhooks;
using Allmine.Application.Users;
using Allmine.Application.Webhooks;
using Allmine.Domain;
using Allmine.Domain.Users;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Allmine.Application.Tests.Feed;

/// <summary>A store is replaced by another one, in Development. What was known of it goes, and what is just being read of it.</summary>
public sealed class FeedForgettingTests
{
    private static readonly FeedState Before = new(142, 0, null, 1, []);
    private static readonly FeedState After = new(8, 0, null, 1, []);

    private readonly TaskCompletionSource reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int readings;

    [Fact]
    public async Task Head_WhenItIsReadWhileItIsForgotten_ThenThatReadingDoesNotCount()
    {
        var log = new Mock<IFeedLog>();
        log.Setup(all => all.ReadStateAsync(It.IsAny<CancellationToken>())).Returns(() => OnceHeldAsync(Before, After));
        var head = new FeedHead(log.Object, new RushedTime(50), NullLogger<FeedHead>.Instance);
        using var watching = head.Watch();
        await reading.Task;
        head.Forget();
        gate.SetResult();
        await Eventually.HoldsAsync(() => head.Current == After);
    }

    [Fact]
    public async Task Positions_WhenTheKeyIsReadWhileItIsForgotten_ThenItIsReadAgain()
    {
        var (before, after) = (Key(1), Key(2));
        var keys = new Mock<IStoreKey>();
        keys.Setup(all => all.GetAsync(It.IsAny<CancellationToken>())).Returns(() => OnceHeldAsync(before, after));
        var positions = new FeedPositions(keys.Object);
        var preparing = positions.PrepareAsync(default);
        await reading.Task;
        positions.Forget();
        gate.SetResult();
        await preparing;
        var expected = new FeedPositions(Mock.Of<IStoreKey>(all => all.GetAsync(It.IsAny<CancellationToken>()) == Task.FromResult(after)));
        await expected.PrepareAsync(default);
        Assert.Equal(expected.Of(1), positions.Of(1));
    }

    /// <summary>Of two stores the first registry has the same revision.</summary>
    [Fact]
    public async Task Book_WhenItIsReadWhileItIsForgotten_ThenTheNextReadingIsThatOfTheStoreThatIsThere()
    {
        await using var world = new DeliveryWorld();
        await world.Caller.PutAsync("before", "https://receiver.example/");
        var before = await world.Store.Webhooks.ReadRegistryAsync(default);
        await using var other = new DeliveryWorld();
        await other.Caller.PutAsync("after", "https://receiver.example/");
        var after = await other.Store.Webhooks.ReadRegistryAsync(default);
        Assert.Equal(before.Revision, after.Revision);
        var webhooks = new Mock<IWebhookStore>();
        webhooks.Setup(all => all.ReadRegistryAsync(It.IsAny<CancellationToken>())).Returns(() => OnceHeldAsync(before, after));
        var book = new WebhookBook(webhooks.Object);
        var first = book.ReadAsync(default);
        await reading.Task;
        book.Forget();
        gate.SetResult();
        await first;
        Assert.Equal("after", Assert.Single((await book.ReadAsync(default)).Webhooks).Name);
    }

    [Fact]
    public async Task Directory_WhenSomebodyIsLookedUpWhileItIsForgotten_ThenTheyAreLookedUpAgain()
    {
        var users = new Mock<IUserRepository>();
        users.Setup(all => all.FindAllAsync(It.IsAny<IReadOnlyCollection<Id<User>>>(), It.IsAny<CancellationToken>()))
            .Returns(() => OnceHeldAsync<IReadOnlyList<StoredUser>>([new User(Samples.Ada, Username.From("ada"), null)], []));
        var directory = new UserDirectory(users.Object, TimeProvider.System);
        var first = directory.ExistsAsync(Samples.Ada, default);
        await reading.Task;
        directory.Forget();
        gate.SetResult();
        Assert.True(await first);
        Assert.False(await directory.ExistsAsync(Samples.Ada, default));
    }

    /// <summary>Somebody may look between the pause and the moment in which the store is another one.</summary>
    [Fact]
    public async Task Resume_WhenTheStoreWasLookedAtAfterThePause_ThenThatIsForgotten()
    {
        await using var world = new DeliveryWorld();
        var node = world.Caller;
        var state = Before;
        var log = new Mock<IFeedLog>();
        log.Setup(all => all.ReadStateAsync(It.IsAny<CancellationToken>())).Returns(() => Task.FromResult(Volatile.Read(ref state)));
        var head = new FeedHead(log.Object, world.Time, NullLogger<FeedHead>.Instance);
        var followers = new FeedFollowers(node.Feed, node.Positions, log.Object, head, world.Time, new Application.Events.EventOptions());
        var work = new FeedWork(
            node.Leases, null!, node.Dispatcher, node.Book, node.Backlogs, new WebhookGauge(), head, node.Positions, followers, world.Time, NullLogger<FeedWork>.Instance);
        using var watching = head.Watch();
        await work.PauseAsync();
        await Eventually.HoldsAsync(() => head.Current == Before);
        Volatile.Write(ref state, After);
        work.Resume();
        await Eventually.HoldsAsync(() => head.Current == After);
    }

    /// <summary>The first one waits for the gate, and has what was there before.</summary>
    private async Task<T> OnceHeldAsync<T>(T before, T after)
    {
        if (Interlocked.Increment(ref readings) > 1)
            return after;
        reading.SetResult();
        await gate.Task;
        return before;
    }

    private static byte[] Key(byte filling) => [.. Enumerable.Repeat(filling, IStoreKey.Size)];
}
