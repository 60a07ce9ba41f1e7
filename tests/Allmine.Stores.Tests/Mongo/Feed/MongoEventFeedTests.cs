using Allmine.Application.Ports.Events;
using Allmine.Domain.Chats;
using Allmine.Stores.Tests.Contracts.Events;

namespace Allmine.Stores.Tests.Mongo.Feed;

public sealed class MongoEventFeedTests(MongoStoreFixture store) : EventFeedContract(store), IClassFixture<MongoStoreFixture>
{
    /// <summary>The server names no position with a first answer that has changes in it.</summary>
    [SkippableFact]
    public async Task Read_WhenOthersWriteWhileItBegins_ThenItHasAPosition()
    {
        var chats = new List<Chat>();
        for (var i = 0; i < 4; i++)
            chats.Add(await AddDirectChatAsync());
        using var ending = new CancellationTokenSource();
        var writers = chats.ConvertAll(chat => Task.Run(async () =>
        {
            while (!ending.IsCancellationRequested)
                await SendAsync(chat.Id, 5);
        }));

        for (var i = 0; i < 60; i++)
        {
            await using var reader = await FeedReader.OpenAsync(Store.Events);
            Assert.True(Store.Events.IsPosition(reader.Start.Text));
        }

        await ending.CancelAsync();
        await Task.WhenAll(writers);
    }

    /// <summary>They cost no more than others: the server is asked for a time, and finds it.</summary>
    [SkippableFact]
    public async Task ReadAround_WhenThePositionWasMadeUp_ThenWhatComesAfterItsTimeIsGiven()
    {
        var chat = await AddDirectChatAsync();
        await SendAsync(chat.Id, 1);
        await using var feed = await FeedReader.OpenAsync(Store.Events);
        var sent = await SendAsync(chat.Id, 2);
        var position = (await feed.TakeAsync(1))[0].Position.Text;

        foreach (var other in new[] { position[..18], $"{position[..18]}2B", $"{position[..18]}00FF", $"{position[..40]}FF" })
        {
            await using var reader = await FeedReader.OpenAroundAsync(Store.Events, new EventPosition(other));
            var given = (await reader.TakeAsync(2)).ConvertAll(item => ((MessageCreated)item.Event!).Message.Sequence);
            Assert.Equal(sent.Select(message => message.Sequence), given);
        }

        await Assert.ThrowsAsync<PositionLostException>(() => FeedReader.OpenAroundAsync(Store.Events, new EventPosition($"82FFFFFFF0{position[10..]}")));
    }

    [SkippableFact]
    public async Task Position_WhenFarFromNow_ThenIsNotWithinReach()
    {
        await using var reader = await FeedReader.OpenAsync(Store.Events);
        var second = Convert.ToUInt32(reader.Start.Text[2..10], 16);
        EventPosition At(long difference) => new($"82{second + difference:X8}{reader.Start.Text[10..]}");

        Assert.True(Store.Events.IsWithinReach(At(-3600), reader.Start));
        Assert.False(Store.Events.IsWithinReach(At(-3601), reader.Start));
        Assert.True(Store.Events.IsWithinReach(At(60), reader.Start));
        Assert.False(Store.Events.IsWithinReach(At(61), reader.Start));
    }

    /// <summary>
    /// Of a time at which nothing like it was written; of the right time, with an end that says nothing; and of a time that the
    /// server has not come to.
    /// </summary>
    /// <remarks>The time alone is none of them: the store itself gives such a position (<see cref="IEventFeed.FindOldestAsync"/>).</remarks>
    protected override IEnumerable<string> Forgeries(string position) =>
        [$"82386D4380{position[10..]}", $"{position[..18]}FFFF", $"{position[..18]}2B", $"82FFFFFFF0{position[10..]}"];
}
