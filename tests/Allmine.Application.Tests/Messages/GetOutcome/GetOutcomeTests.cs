using Allmine.Application.Messages.GetOutcome;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Tests.Fakes;

namespace Allmine.Application.Tests.Messages.GetOutcome;

public sealed class GetOutcomeTests
{
    private static readonly SendMessageCommand Keyed = new("text", Samples.Two.ToString(), null, "Hello", null, null, null, "k", false);

    private readonly Service service = new();

    [Fact]
    public async Task Get_WhenTheSendIsCommitted_ThenIsTheMessageAsItReadsNow()
    {
        var sent = (await service.SendAsync(Callers.Person(Samples.Ada), Keyed)).View.Message;
        service.Store.MarkRead(Samples.Two, Samples.Bob, 1);

        var outcome = await service.SendAsync(Callers.Person(Samples.Ada), new GetOutcomeQuery("k"));

        Assert.Same(sent.Readable, outcome.Message!.Message.Readable);
        Assert.Equal([Samples.Bob], outcome.Message.ReadBy);
    }

    [Fact]
    public async Task Get_WhenNothingIsRecorded_ThenIsUnknown()
    {
        await service.SendAsync(Callers.Person(Samples.Ada), Keyed);

        Assert.Null((await service.SendAsync(Callers.Person(Samples.Ada), new GetOutcomeQuery("K"))).Message);
        Assert.Null((await service.SendAsync(Callers.Person(Samples.Bob), new GetOutcomeQuery("k"))).Message);
    }

    [Theory]
    [InlineData(null, "idempotency.key_required")]
    [InlineData("", "validation.idempotencyKey.format")]
    [InlineData("a b", "validation.idempotencyKey.format")]
    public async Task Get_WhenTheKeyIsAbsentOrOfWrongForm_ThenIsRefused(string? key, string code) =>
        Assert.Equal(code, await service.RefusalAsync(Callers.Person(Samples.Ada), new GetOutcomeQuery(key)));

    [Fact]
    public async Task Get_WhenTheKeyIsAtTheLimit_ThenPassesAndOneMoreDoesNot()
    {
        var ada = Callers.Person(Samples.Ada);

        Assert.Null((await service.SendAsync(ada, new GetOutcomeQuery(new string('k', 255)))).Message);
        Assert.Equal("validation.idempotencyKey.format", await service.RefusalAsync(ada, new GetOutcomeQuery(new string('k', 256))));
    }

    [Fact]
    public async Task Get_WhenTheCallerIsNoUserOfTheDirectory_ThenIsRefused()
    {
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, new GetOutcomeQuery("k")));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(), new GetOutcomeQuery("k")));
    }
}
