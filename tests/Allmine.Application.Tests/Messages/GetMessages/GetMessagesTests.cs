using Allmine.Application.Messages.GetMessages;
using Allmine.Application.Tests.Fakes;
using Allmine.Application.Validation;
using Allmine.Domain.Messages;

namespace Allmine.Application.Tests.Messages.GetMessages;

public sealed class GetMessagesTests
{
    private readonly Service service = new();

    [Fact]
    public async Task Get_WhenSomeMayNotBeSeen_ThenTheOthersComeInTheOrderAsked()
    {
        var first = await service.SendAsync(Samples.Ada, Samples.Team, "first");
        var ofOthers = await service.SendAsync(Samples.Ada, Samples.Two, "of others");
        var second = await service.EditAsync(await service.SendAsync(Samples.Bob, Samples.Team, "second"), "edited");
        service.Store.MarkRead(Samples.Team, Samples.Ada, 1);
        var query = Query(second, ofOthers, first, null);

        var (found, hasMore) = await service.SendAsync(Callers.Person(Samples.Cem), query);

        Assert.False(hasMore);
        Assert.Equal([second, first], found.Select(view => view.Message.Readable));
        Assert.All(found, view => Assert.Equal(Samples.Cem, view.Viewer));
        Assert.Equal([Samples.Bob], found[1].ReadBy);
        Assert.Empty((await service.SendAsync(Callers.Person(Samples.Eve), query)).Items);
        Assert.Empty((await service.SendAsync(Callers.Person(Samples.Cem), Query([null]))).Items);
    }

    [Fact]
    public async Task Get_WhenABackendAsksForNobody_ThenMessagesOfAllChatsComeAndUnknownOnesAreLeftOut()
    {
        var first = await service.ReactAsync(Samples.Cem, await service.SendAsync(Samples.Ada, Samples.Team, "first"));
        var second = await service.SendAsync(Samples.Ada, Samples.Two, "second");
        service.Store.SetMembers(Samples.Two, []);

        var (found, hasMore) = await service.SendAsync(Callers.Service(), Query(second, null, first));

        Assert.False(hasMore);
        Assert.Equal([second, first], found.Select(view => view.Message.Readable));
        Assert.All(found, view => Assert.Null(view.Viewer));
        Assert.Empty((await service.SendAsync(Callers.Service(), Query([null]))).Items);
        Assert.Equal("validation.ids.required", await service.RefusalAsync(Callers.Service(), new GetMessagesQuery(null)));
    }

    [Fact]
    public async Task Get_WhenOneCantBeRead_ThenItHasItsPlace()
    {
        var sent = await service.SendAsync(Samples.Ada, Samples.Team);
        service.Store.SpoilMessage(sent.Id);

        Assert.Equal(sent.Id, Assert.Single((await service.SendAsync(Callers.Person(Samples.Ada), Query(sent))).Items).Message.Unreadable!.Id);
    }

    /// <summary>One asks for those after the last that came.</summary>
    [Fact]
    public async Task Get_WhenTheMessagesAreLong_ThenThePageEndsEarlyAndTheRestCanBeAskedFor()
    {
        var messages = new List<Message?>();
        for (var i = 0; i < 60; i++)
            messages.Add(await service.SendAsync(Samples.Ada, Samples.Team, new string('"', 5000)));
        var foreign = await service.SendAsync(Samples.Ada, Samples.Two, new string('"', 5000));

        var page = await service.SendAsync(Callers.Person(Samples.Cem), Query([.. messages, foreign]));

        Assert.InRange(page.Items.Count, 25, 40);
        Assert.True(page.HasMore);
        Assert.Equal(messages.Take(page.Items.Count), page.Items.Select(view => view.Message.Readable));
        var rest = await service.SendAsync(Callers.Person(Samples.Cem), Query([.. messages.Skip(page.Items.Count), foreign]));
        Assert.Equal((60, false), (page.Items.Count + rest.Items.Count, rest.HasMore));
    }

    [Fact]
    public async Task Get_WhenTheCallerIsNoUserOfTheDirectory_ThenIsRefused()
    {
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, Query([null])));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Nobody), Query([null])));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(Samples.Nobody), Query([null])));
    }

    [Fact]
    public void Ids_WhenOneToAHundred_ThenPass()
    {
        AssertFaults([Id(1)]);
        AssertFaults([.. Enumerable.Range(1, 100).Select(Id)]);
    }

    [Fact]
    public void Ids_WhenTheyBreakARule_ThenAreRefused()
    {
        AssertFaults(null, "validation.ids.required");
        AssertFaults([], "validation.ids.required");
        AssertFaults([""], "validation.ids.required");
        AssertFaults([.. Enumerable.Range(1, 101).Select(Id)], "validation.ids.too_many");
        AssertFaults([Id(1), Id(2), Id(1)], "validation.ids.duplicate");
        AssertFaults(["64d15f9e2e6c8f4d5aaaaaaa", "64D15F9E2E6C8F4D5AAAAAAA"], "validation.ids.duplicate");
        AssertFaults([Id(1), ""], "validation.ids.format");
        AssertFaults(["1"], "validation.ids.format");
    }

    private static string Id(int number) => number.ToString("x24", null);

    private GetMessagesQuery Query(params Message?[] messages) => new([.. messages.Select(message => (message?.Id ?? service.Ids.NewId<Message>()).ToString())]);

    private static void AssertFaults(string[]? ids, params string[] codes) => Assert.Equal(
        codes, new GetMessagesValidator().Validate(new GetMessagesQuery(ids)).Errors.Select(failure => ErrorDetailRules.ToErrorDetail(failure).Name));
}
