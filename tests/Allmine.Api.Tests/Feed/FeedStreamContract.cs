using System.Globalization;
using System.Net;
using System.Text.Json;
using Allmine.Api.Tests.Events;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Feed;

/// <summary>The feed as a stream, on either store.</summary>
/// <param name="service">On the store; null where that is not to be had.</param>
public abstract class FeedStreamContract(Service? service)
{
    private const string Path = $"{FeedCalls.Path}/stream";

    private Service Service
    {
        get
        {
            Skip.If(service is null, MongoServer.NoServer);
            return service!;
        }
    }

    [SkippableFact]
    public async Task Stream_WhenNoPositionIsNamed_ThenBeginsNowAndTellsTheItemsOfTheFeed()
    {
        var start = await Service.FeedEndAsync();
        var before = await Service.NewConversationAsync();
        await Service.UntilFeedHasAsync(start, before.ChatId, 1);
        var now = await Service.FeedEndAsync();

        await using var listening = await OpenAsync("");
        Assert.Equal("text/event-stream", listening.Response.Content.Headers.ContentType?.ToString());
        var first = (await listening.NextAsync())!;
        Assert.Equal((now, null, true), (first.Id, first.Name, int.Parse(first.Retry!, CultureInfo.InvariantCulture) > 0));
        var after = await before.SendAsync("after");

        var told = await listening.NextEventAsync();
        Assert.Equal(("message.created", after["_id"].GetString()), (told.Name, told.Json.Text("_id")));
        // It is the item of the feed, and its id is where to go on.
        var item = Assert.Single(await Service.FeedAfterAsync(now));
        Assert.Equal((item.GetRawText(), item.Position()), (told.Data, told.Id));
    }

    [SkippableFact]
    public async Task Stream_WhenAPositionIsNamed_ThenAllAfterItComesAndTheLastIdGoesBefore()
    {
        var start = await Service.FeedEndAsync();
        var conversation = await Service.NewConversationAsync();
        await conversation.SendAsync("second");
        var items = await Service.UntilFeedHasAsync(start, conversation.ChatId, 2);

        await ExpectAsync($"?after={start}", null, items);
        await ExpectAsync("", items[0].Position(), items[1..]);
        await ExpectAsync($"?after={start}", items[1].Position(), items[2..]);
    }

    [SkippableFact]
    public async Task Stream_WhenThePositionIsNone_ThenSaysResetAndTheOldestFollow()
    {
        await Service.NewConversationAsync();
        JsonElement oldest = default;
        await Eventually.HoldsAsync(async () => (await Service.Backend.GetAsync($"{FeedCalls.Path}?limit=1"))["items"].EnumerateArray().Select(item => oldest = item).Any());

        foreach (var (query, lastId) in new (string, string?)[] { ("?after=madeup", null), ("", "madeup"), ($"?after={oldest.Position()}", "fAAAAAAAAAAe0f4yVYx4Ry2UWnpL1jKkC") })
        {
            await using var listening = await OpenAsync(query, lastId);
            var reset = await listening.NextEventAsync();
            Assert.Equal(("reset", "{}"), (reset.Name, reset.Data));
            var first = await listening.NextEventAsync();
            Assert.Equal((oldest.GetRawText(), oldest.Position()), (first.Data, first.Id));
        }
    }

    [SkippableFact]
    public async Task Stream_WhenTypesAreNamed_ThenOnlyTheseCome()
    {
        var (ada, bob) = (await Service.NewUserAsync(), await Service.NewUserAsync());
        await using var listening = await OpenAsync("?types=block.changed,chat.created");
        await listening.NextAsync();

        var sent = (await ada.SendAsync($$"""{ "type": "text", "targetUserId": "{{bob.UserId}}", "content": "not told" }""")).Expect(HttpStatusCode.Created);
        (await bob.PutAsync($"/api/v2/blocks/{ada.UserId}", "")).Expect(HttpStatusCode.NoContent);

        // What was done before the stream was opened may be recorded after.
        var opened = await listening.NextEventAsync();
        for (; opened.Json.ChatId() != sent["chatId"].GetString(); opened = await listening.NextEventAsync())
            Assert.Contains(opened.Name, new[] { "block.changed", "chat.created" });
        Assert.Equal("chat.created", opened.Name);
        var blocked = await listening.NextEventAsync();
        Assert.Equal(("block.changed", bob.UserId), (blocked.Name, blocked.Json.Text("userId")));
    }

    [SkippableFact]
    public async Task Head_WhenOfTheStream_ThenEndsWithTheHeaders()
    {
        var head = await Service.Backend.SendAsync(HttpMethod.Head, Path, body: null);

        Assert.Equal("text/event-stream", head.Expect(HttpStatusCode.OK).Header("Content-Type"));
        Assert.Empty(head.Body);
        (await (await Service.NewUserAsync()).SendAsync(HttpMethod.Head, Path, body: null)).Expect(HttpStatusCode.Forbidden);
    }

    private Task<EventListening> OpenAsync(string query, string? lastId = null) => EventListening.OpenAtAsync(Service.Address, Path + query, Tokens.ForService(), lastId);

    private async Task ExpectAsync(string query, string? lastId, List<JsonElement> items)
    {
        await using var listening = await OpenAsync(query, lastId);
        foreach (var item in items)
        {
            var told = await listening.NextEventAsync();
            Assert.Equal((item.GetRawText(), item.Type(), item.Position()), (told.Data, told.Name, told.Id));
        }
    }
}
