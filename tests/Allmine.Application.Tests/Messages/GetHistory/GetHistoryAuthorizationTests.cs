using Allmine.Application.Messages.GetHistory;
using Allmine.Application.Tests.Fakes;

namespace Allmine.Application.Tests.Messages.GetHistory;

public sealed class GetHistoryAuthorizationTests
{
    private static readonly GetHistoryQuery Query = new(Samples.Two.ToString(), null, null, null, null);

    private readonly Service service = new();

    [Fact]
    public async Task Get_WhenTheCallerIsNoUserOfTheDirectory_ThenIsRefused()
    {
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, Query));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Nobody), Query));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(Samples.Nobody), Query));
    }

    [Fact]
    public async Task Get_WhenABackendAsksForNobody_ThenItReadsEveryChatAndNothingIsItsOwn()
    {
        await service.SendAsync(Samples.Ada, Samples.Two, "first");
        await service.ReactAsync(Samples.Bob, await service.SendAsync(Samples.Bob, Samples.Two, "second"));
        foreach (var query in new[] { Query, Query with { Before = 3 }, Query with { After = 0 }, Query with { Around = 2 } })
        {
            var page = await service.SendAsync(Callers.Service(), query);

            Assert.Equal(["first", "second"], page.Items.Select(view => view.Message.Readable!.Content).Order());
            Assert.All(page.Items, view => Assert.Null(view.Viewer));
        }

        Assert.Equal([2L], (await service.SendAsync(Callers.Service(), Query with { Limit = 1 })).Items.Select(view => view.Message.Sequence));
        Assert.Equal("chat.not_found", await service.RefusalAsync(Callers.Service(), Query with { ChatId = Samples.NoChat.ToString() }));
        Assert.Equal("validation.before.range", await service.RefusalAsync(Callers.Service(), Query with { Before = 0 }));
    }

    [Fact]
    public async Task Get_WhenTheCallerIsNotInTheChat_ThenIsRefused()
    {
        Assert.Equal("chat.not_a_member", await service.RefusalAsync(Callers.Person(Samples.Cem), Query));
        Assert.Equal("chat.not_a_member", await service.RefusalAsync(Callers.Service(Samples.Cem), Query));
        Assert.Empty((await service.SendAsync(Callers.Service(Samples.Bob), Query)).Items);
    }
}
