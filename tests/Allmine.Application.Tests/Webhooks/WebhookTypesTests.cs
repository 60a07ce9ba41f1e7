using Allmine.Application.Ports.Feed;
using Allmine.Application.Webhooks;

namespace Allmine.Application.Tests.Webhooks;

public sealed class WebhookTypesTests
{
    [Fact]
    public async Task Decide_WhenTheTypesWereChangedAgainMeanwhile_ThenThatIsDecidedByALaterState()
    {
        await using var world = new DeliveryWorld();
        var chat = world.Chats(1)[0];
        await world.Caller.PutAsync("hook", "https://receiver.example/");
        var webhook = await world.FindAsync("hook");
        var book = world.Caller.Book;
        await book.ChangeAsync(webhook, one => one.Hearing([FeedType.ChatUpdated, FeedType.MessageCreated]), default);
        await world.TellAsync(world.Next(chat));
        var log = new ChangedMeanwhile(world.Store.FeedLog, async () =>
        {
            await world.TellAsync(world.Next(chat), world.Next(chat));
            await book.ChangeAsync(webhook, one => one.Hearing([FeedType.ChatUpdated]), default);
        });
        var heard = (await book.DecideAsync(webhook.Id, log.Port, default)).Find("hook")!.Heard;
        Assert.Equal(3, heard.Single(one => one.Type == FeedType.MessageCreated).UpTo);
    }

    [Fact]
    public async Task Decide_WhenWhatWasHeardIsGone_ThenItIsStillKnownForChatsThatAreQuiet()
    {
        await using var world = new DeliveryWorld();
        await world.Caller.PutAsync("hook", "https://receiver.example/");
        var changed = (await world.FindAsync("hook")).Hearing([FeedType.ChatUpdated]).Decide(10, 20)!;
        Assert.True(changed.Hears(FeedType.MessageCreated, 10));
        Assert.False(changed.Hears(FeedType.MessageCreated, 11));
        Assert.DoesNotContain(FeedType.MessageCreated, changed.TypesAfter(10));
        Assert.Contains(FeedType.MessageCreated, changed.TypesAfter(9));
    }

    [Fact]
    public async Task PreviousChange_WhenTheTypesChangedAndTheChatWasQuietUntilAllOfItWasGone_ThenItIsTheLastThatWasGiven()
    {
        await using var world = new DeliveryWorld();
        var (chat, other) = world.Chats(2) is [var one, var two] ? (one, two) : default;
        await world.Caller.PutAsync("hook", "https://receiver.example/");
        await world.TellAsync(world.Next(chat), world.Next(chat, FeedType.MessageCreated), world.Next(other, FeedType.MessageReacted));
        await world.Caller.PutAsync("hook", types: ["chat.updated"]);
        // Of these nothing is given.
        await world.TellAsync(world.Next(chat, FeedType.MessageCreated), world.Next(other, FeedType.MessageReacted));
        await TrimAsync(world);
        await world.TellAsync(world.Next(chat, FeedType.MessageCreated), world.Next(chat, FeedType.MessageReacted));
        await world.Caller.PutAsync("hook", types: ["chat.updated", "message.reacted"]);
        await TrimAsync(world);
        await world.TellAsync(world.Next(chat), world.Next(chat), world.Next(other));

        Assert.Equal(2, await PreviousAsync(world, 8));
        Assert.Equal(6, await PreviousAsync(world, 9));
        Assert.Equal(1, await PreviousAsync(world, 10));
    }

    /// <summary>Everything that is there, as the recording does it after days.</summary>
    private static async Task TrimAsync(DeliveryWorld world) =>
        await world.Store.FeedLog.TrimAsync(0, DateTime.MaxValue, 1_000, (await world.Caller.Book.ReadAsync(default)).Boundaries, default);

    private static async Task<long?> PreviousAsync(DeliveryWorld world, long number)
    {
        var webhook = await world.FindAsync("hook");
        var entry = (await world.Store.FeedLog.ReadAsync(number - 1, number, Enum.GetValues<FeedType>(), 1, default)).Single();
        return await new PreviousChanges(world.Store.FeedLog).FindAsync(webhook, entry, webhook.Live, default);
    }

    /// <summary>Reads the state, and lets something happen before the answer is there.</summary>
    private sealed class ChangedMeanwhile
    {
        public ChangedMeanwhile(IFeedLog log, Func<Task> meanwhile)
        {
            var isFirst = true;
            var port = new Moq.Mock<IFeedLog>();
            port.Setup(one => one.ReadStateAsync(Moq.It.IsAny<CancellationToken>())).Returns(async () =>
            {
                var state = await log.ReadStateAsync(default);
                if (isFirst)
                {
                    isFirst = false;
                    await meanwhile();
                }

                return state;
            });
            Port = port.Object;
        }

        public IFeedLog Port { get; }
    }
}
