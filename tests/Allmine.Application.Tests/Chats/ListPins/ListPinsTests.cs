using Allmine.Application.Chats.ListPins;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Messages;

namespace Allmine.Application.Tests.Chats.ListPins;

public sealed class ListPinsTests
{
    private static readonly ListPinsQuery Query = new(Samples.Team.ToString(), null, null);

    private readonly Service service = new();

    /// <summary>Also where all were pinned in the same millisecond.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task List_WhenSomeArePinned_ThenTheNewestPinComesFirst(int minutesBetween)
    {
        await PinAsync(minutesBetween, 2, 5, 1, 4);

        var page = await service.SendAsync(Callers.Person(Samples.Bob), Query);

        Assert.Equal([4L, 1, 5, 2], page.Items.Select(view => view.Message.Sequence));
        Assert.All(page.Items, view => Assert.Equal((Samples.Bob, true), (view.Viewer!.Value, view.Message.Readable!.Life.PinnedAt is not null)));
        Assert.Null(page.NextCursor);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task List_WhenPaged_ThenEachIsGivenOnce(int limit)
    {
        await PinAsync(0, 2, 5, 1, 4);
        var given = new List<long>();
        string? cursor = null;
        do
        {
            var page = await service.SendAsync(Callers.Person(Samples.Bob), Query with { Cursor = cursor, Limit = limit });
            Assert.InRange(page.Items.Count, 1, limit);
            given.AddRange(page.Items.Select(view => view.Message.Sequence));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal([4L, 1, 5, 2], given);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task List_WhenTheLastOneGivenIsUnpinnedOrPinnedAnew_ThenItGoesOnFromThere(bool anew)
    {
        var messages = await PinAsync(1, 2, 5, 1, 4);
        var page = await service.SendAsync(Callers.Person(Samples.Bob), Query with { Limit = 2 });
        await service.PinAsync(Samples.Ada, messages[0], isSet: false);
        if (anew)
            await service.PinAsync(Samples.Ada, messages[0]);

        var rest = await service.SendAsync(Callers.Person(Samples.Bob), Query with { Cursor = page.NextCursor });

        Assert.Equal([5L, 2], rest.Items.Select(view => view.Message.Sequence));
    }

    [Fact]
    public async Task List_WhenOneCantBeRead_ThenItHasItsPlace()
    {
        var messages = await PinAsync(1, 2, 5, 1);
        service.Store.SpoilMessage(messages[4].Id);

        var page = await service.SendAsync(Callers.Person(Samples.Bob), Query);
        Assert.Equal([1L, 5, 2], page.Items.Select(view => view.Message.Sequence));
        Assert.Equal(messages[4].Id, page.Items[1].Message.Unreadable!.Id);

        var first = await service.SendAsync(Callers.Person(Samples.Bob), Query with { Limit = 2 });
        Assert.Equal([2L], (await service.SendAsync(Callers.Person(Samples.Bob), Query with { Cursor = first.NextCursor })).Items.Select(view => view.Message.Sequence));
    }

    [Fact]
    public async Task List_WhenNothingIsPinned_ThenIsEmpty() => Assert.Empty((await service.SendAsync(Callers.Person(Samples.Bob), Query)).Items);

    [Fact]
    public async Task List_WhenTheRequestIsWrong_ThenIsRefused()
    {
        Assert.Equal("chat.not_a_member", await service.RefusalAsync(Callers.Person(Samples.Eve), Query));
        Assert.Equal("chat.not_found", await service.RefusalAsync(Callers.Person(Samples.Ada), Query with { ChatId = Samples.NoChat.ToString() }));
        Assert.Equal("validation.chatId.format", await service.RefusalAsync(Callers.Person(Samples.Ada), Query with { ChatId = "1" }));
        Assert.Equal("validation.limit.range", await service.RefusalAsync(Callers.Person(Samples.Ada), Query with { Limit = 0 }));
        Assert.Equal("validation.cursor.format", await service.RefusalAsync(Callers.Person(Samples.Ada), Query with { Cursor = "x" }));
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, Query));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(Samples.Nobody), Query));
        Assert.Equal("chat.not_found", await service.RefusalAsync(Callers.Service(), Query with { ChatId = Samples.NoChat.ToString() }));
        await PinAsync(0, 1, 2);
        var page = await service.SendAsync(Callers.Person(Samples.Bob), Query with { Limit = 1 });
        Assert.Equal("validation.cursor.format", await service.RefusalAsync(Callers.Person(Samples.Ada), Query with { Cursor = page.NextCursor }));
    }

    /// <summary>A cursor is the token's, or else of the user acted for.</summary>
    [Fact]
    public async Task List_WhenABackendAsksForNobody_ThenEachIsGivenOnceAndTheCursorIsItsOwn()
    {
        await PinAsync(0, 2, 5, 1, 4);

        var page = await service.SendAsync(Callers.Service(), Query with { Limit = 3 });
        var rest = await service.SendAsync(Callers.Service(), Query with { Cursor = page.NextCursor });

        Assert.Equal([4L, 1, 5, 2], page.Items.Concat(rest.Items).Select(view => view.Message.Sequence));
        Assert.All(page.Items, view => Assert.Null(view.Viewer));
        Assert.Null(rest.NextCursor);
        foreach (var other in new[] { Callers.Person(Samples.Ada), Callers.Service(Samples.Ada) })
            Assert.Equal("validation.cursor.format", await service.RefusalAsync(other, Query with { Cursor = page.NextCursor }));
        var ofAda = await service.SendAsync(Callers.Service(Samples.Ada), Query with { Limit = 1 });
        Assert.Equal("validation.cursor.format", await service.RefusalAsync(Callers.Service(), Query with { Cursor = ofAda.NextCursor }));
    }

    /// <summary>Sends five messages and pins those of these numbers, in this order.</summary>
    private async Task<List<Message>> PinAsync(int minutesBetween, params int[] numbers)
    {
        var messages = new List<Message>();
        for (var i = 0; i < 5; i++)
            messages.Add(await service.SendAsync(Samples.Bob, Samples.Team));
        foreach (var number in numbers)
        {
            service.Time.Advance(TimeSpan.FromMinutes(minutesBetween));
            await service.PinAsync(Samples.Ada, messages[number - 1]);
        }

        return messages;
    }
}
