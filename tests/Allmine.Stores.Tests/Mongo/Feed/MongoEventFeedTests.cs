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

    /// <summary>
    /// Of a time at which nothing like it was written; of the right time, with an end that says nothing; and of a time that the
    /// server has not come to.
    /// </summary>
    protected override IEnumerable<string> Forgeries(string position) =>
        [$"82386D4380{position[10..]}", $"{position[..18]}FFFF", position[..18], $"{position[..18]}2B", $"82FFFFFFF0{position[10..]}"];
}
