using Allmine.Application.Messages.ListReactions;
using Allmine.Application.Paging;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Messages;

namespace Allmine.Application.Tests.Messages.ListReactions;

public sealed class ListReactionsTests
{
    private readonly Service service = new();

    [Fact]
    public async Task List_WhenThereAreSome_ThenWhoeverReactedFirstComesFirst()
    {
        var sent = await ReactedAsync();

        var page = await service.SendAsync(Callers.Person(Samples.Bob), Query(sent));

        Assert.Equal(["Bob 👍", "Cem 🎉", "Ada 👍", "Ada 🎉"], page.Items.Select(Name));
        Assert.Equal(Samples.Noon.AddSeconds(1), page.Items[0].At);
        Assert.Null(page.NextCursor);
        Assert.Equal(["Cem 🎉", "Ada 🎉"], (await service.SendAsync(Callers.Person(Samples.Bob), Query(sent) with { Emoji = "🎉" })).Items.Select(Name));
        Assert.Empty((await service.SendAsync(Callers.Person(Samples.Bob), Query(sent) with { Emoji = "❤" })).Items);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task List_WhenPaged_ThenEachIsGivenOnce(int limit)
    {
        var sent = await ReactedAsync();
        var given = new List<string>();
        string? cursor = null;
        do
        {
            var page = await service.SendAsync(Callers.Person(Samples.Bob), Query(sent) with { Cursor = cursor, Limit = limit });
            Assert.InRange(page.Items.Count, 1, limit);
            given.AddRange(page.Items.Select(Name));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(["Bob 👍", "Cem 🎉", "Ada 👍", "Ada 🎉"], given);
    }

    [Fact]
    public async Task List_WhenTheLastOneGivenIsTakenBack_ThenItGoesOnFromThere()
    {
        var sent = await ReactedAsync();
        var page = await service.SendAsync(Callers.Person(Samples.Bob), Query(sent) with { Limit = 2 });
        await service.ReactAsync(Samples.Cem, sent, "🎉", isSet: false);
        await service.ReactAsync(Samples.Ada, sent, "🎉", isSet: false);

        var rest = await service.SendAsync(Callers.Person(Samples.Bob), Query(sent) with { Cursor = page.NextCursor });

        Assert.Equal(["Ada 👍"], rest.Items.Select(Name));
    }

    [Fact]
    public async Task List_WhenEmojiAreAsLongAsCanBe_ThenACursorHoldsThem()
    {
        var sent = await service.SendAsync(Samples.Ada, Samples.Team);
        string[] emoji = ["12345678901234567890123456789012", "12345678901234567890123456789011", "1"];
        foreach (var each in emoji)
            await service.ReactAsync(Samples.Ada, sent, each);

        var first = await service.SendAsync(Callers.Person(Samples.Ada), Query(sent) with { Limit = 1 });
        var second = await service.SendAsync(Callers.Person(Samples.Ada), Query(sent) with { Limit = 1, Cursor = first.NextCursor });
        var third = await service.SendAsync(Callers.Person(Samples.Ada), Query(sent) with { Limit = 1, Cursor = second.NextCursor });

        Assert.Equal(emoji.Order(StringComparer.Ordinal), [first.Items[0].Emoji, second.Items[0].Emoji, third.Items[0].Emoji]);
        Assert.Null(third.NextCursor);
    }

    [Fact]
    public async Task List_WhenTheRequestIsWrong_ThenIsRefused()
    {
        var sent = await ReactedAsync();
        var page = await service.SendAsync(Callers.Person(Samples.Bob), Query(sent) with { Limit = 2 });
        var ofNoTime = new PageCursor('R', Samples.Bob, [-1, 0, 0, 0, 0, 0, 0]).ToString();

        Assert.Equal("validation.messageId.format", await service.RefusalAsync(Callers.Person(Samples.Ada), Query(sent) with { MessageId = "1" }));
        Assert.Equal("validation.emoji.format", await service.RefusalAsync(Callers.Person(Samples.Ada), Query(sent) with { Emoji = "" }));
        Assert.Equal("validation.limit.range", await service.RefusalAsync(Callers.Person(Samples.Ada), Query(sent) with { Limit = 101 }));
        Assert.Equal("validation.cursor.format", await service.RefusalAsync(Callers.Person(Samples.Bob), Query(sent) with { Cursor = "x" }));
        Assert.Equal("validation.cursor.format", await service.RefusalAsync(Callers.Person(Samples.Ada), Query(sent) with { Cursor = page.NextCursor }));
        Assert.Equal("validation.cursor.format", await service.RefusalAsync(Callers.Person(Samples.Bob), Query(sent) with { Cursor = ofNoTime }));
        Assert.Equal("message.not_found", await service.RefusalAsync(Callers.Person(Samples.Eve), Query(sent)));
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, Query(sent)));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(), Query(sent)));
    }

    private static ListReactionsQuery Query(Message message) => new(message.Id.ToString(), null, null, null);

    private static string Name(ReactionItem item) =>
        (item.UserId == Samples.Ada ? "Ada" : item.UserId == Samples.Bob ? "Bob" : "Cem") + " " + item.Emoji;

    private async Task<Message> ReactedAsync()
    {
        var sent = await service.SendAsync(Samples.Ada, Samples.Team);
        foreach (var (user, emoji) in new[] { (Samples.Bob, "👍"), (Samples.Cem, "🎉"), (Samples.Ada, "👍"), (Samples.Ada, "🎉") })
        {
            service.Time.Advance(TimeSpan.FromSeconds(1));
            await service.ReactAsync(user, sent, emoji);
        }

        return sent;
    }
}
