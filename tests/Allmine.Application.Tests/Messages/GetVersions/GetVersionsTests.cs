using Allmine.Application.Messages.DeleteMessage;
using Allmine.Application.Messages.GetVersions;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Messages;

namespace Allmine.Application.Tests.Messages.GetVersions;

public sealed class GetVersionsTests
{
    private readonly Service service = new();

    [Fact]
    public async Task Get_WhenEdited_ThenTheVersionsAreThereThePresentOneIncluded()
    {
        var sent = await service.SendAsync(Samples.Ada, Samples.Team, "one");
        service.Time.Advance(TimeSpan.FromMinutes(1));
        await service.EditAsync(sent, "two");

        var page = await service.SendAsync(Callers.Person(Samples.Ada), Query(sent));

        Assert.Equal([new MessageVersion(1, "one", null, Samples.Noon), new MessageVersion(2, "two", null, Samples.Noon.AddMinutes(1))], page.Items);
        Assert.False(page.HasMore);
    }

    [Theory]
    [InlineData(null, 2, "1 2", true)]
    [InlineData(2, 2, "3 4", false)]
    [InlineData(2, 1, "3", true)]
    [InlineData(3, null, "4", false)]
    [InlineData(0, 3, "1 2 3", true)]
    [InlineData(0, 4, "1 2 3 4", false)]
    [InlineData(4, null, "", false)]
    [InlineData(int.MaxValue, null, "", false)]
    public async Task Get_WhenPaged_ThenIsThatPart(int? after, int? limit, string versions, bool hasMore)
    {
        var sent = await service.SendAsync(Samples.Ada, Samples.Team, "1");
        for (var version = 2; version <= 4; version++)
            await service.EditAsync(sent, $"{version}");

        var page = await service.SendAsync(Callers.Person(Samples.Ada), Query(sent) with { After = after, Limit = limit });

        Assert.Equal(versions, string.Join(' ', page.Items.Select(version => version.Content)));
        Assert.Equal(hasMore, page.HasMore);
    }

    /// <summary>A page ends early at 1 MiB.</summary>
    [Fact]
    public async Task Get_WhenTheVersionsAreLong_ThenThePageEndsEarly()
    {
        var sent = await service.SendAsync(Samples.Ada, Samples.Team, "1");
        for (var version = 2; version <= 60; version++)
            await service.EditAsync(sent, version + new string('"', 4990));

        var page = await service.SendAsync(Callers.Person(Samples.Ada), Query(sent));

        Assert.InRange(page.Items.Count, 30, 40);
        Assert.True(page.HasMore);
        var rest = await service.SendAsync(Callers.Person(Samples.Ada), Query(sent) with { After = page.Items[^1].Version });
        Assert.Equal(60, page.Items.Count + rest.Items.Count);
        Assert.False(rest.HasMore);
    }

    [Fact]
    public async Task Get_WhenDeleted_ThenThereAreNone()
    {
        var sent = await service.EditAsync(await service.SendAsync(Samples.Ada, Samples.Team), "two");
        await service.AlterAsync(Samples.Ada, new DeleteMessageCommand(sent.Id.ToString()));

        var page = await service.SendAsync(Callers.Person(Samples.Ada), Query(sent));

        Assert.Empty(page.Items);
        Assert.False(page.HasMore);
    }

    [Fact]
    public async Task Get_WhenTheCallerMayNot_ThenIsRefused()
    {
        var sent = await service.SendAsync(Samples.Ada, Samples.Team);

        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Bob), Query(sent)));
        Assert.Equal("message.not_found", await service.RefusalAsync(Callers.Person(Samples.Eve), Query(sent)));
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, Query(sent)));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(Samples.Nobody), Query(sent)));
        Assert.Single((await service.SendAsync(Callers.Service(), Query(sent))).Items);
        Assert.Single((await service.SendAsync(Callers.Service(Samples.Ada), Query(sent))).Items);
    }

    [Theory]
    [InlineData("1", null, null, "validation.messageId.format")]
    [InlineData("64d15f9e2e6c8f4d5a000001", -1, null, "validation.after.range")]
    [InlineData("64d15f9e2e6c8f4d5a000001", 0, 0, "validation.limit.range")]
    [InlineData("64d15f9e2e6c8f4d5a000001", 0, 101, "validation.limit.range")]
    [InlineData("64d15f9e2e6c8f4d5a000001", 0, 100, "message.not_found")]
    public async Task Get_WhenTheRequestIsWrong_ThenIsRefused(string messageId, int? after, int? limit, string code) =>
        Assert.Equal(code, await service.RefusalAsync(Callers.Person(Samples.Ada), new GetVersionsQuery(messageId, after, limit)));

    private static GetVersionsQuery Query(Message message) => new(message.Id.ToString(), null, null);
}
