using Allmine.Application.Messages.GetMessage;
using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain;

namespace Allmine.Application.Tests.Messages.GetMessage;

public sealed class GetMessageTests
{
    private static readonly SendMessageCommand Text = new("text", Samples.Two.ToString(), null, "Hello", null, null, null, null, false);

    private readonly Service service = new();

    [Fact]
    public async Task Get_WhenInTheCallersChat_ThenIsReturnedWithItsReaders()
    {
        var sent = (await service.SendAsync(Callers.Person(Samples.Ada), Text)).View.Message;
        var query = new GetMessageQuery(sent.Readable!.Id.ToString());
        Assert.Empty((await service.SendAsync(Callers.Person(Samples.Bob), query)).ReadBy);

        service.Store.MarkRead(Samples.Two, Samples.Bob, 1);
        var view = await service.SendAsync(Callers.Person(Samples.Ada), query);

        Assert.Same(sent.Readable, view.Message.Readable);
        Assert.Equal([Samples.Bob], view.ReadBy);
    }

    [Fact]
    public async Task Get_WhenABackendAsksForNobody_ThenAnyMessageIsReturnedAndNothingInItIsItsOwn()
    {
        var sent = await service.ReactAsync(Samples.Bob, await service.SendAsync(Samples.Ada, Samples.Two));
        service.Store.MarkRead(Samples.Two, Samples.Bob, 1);

        var view = await service.SendAsync(Callers.Service(), new GetMessageQuery(sent.Id.ToString()));

        Assert.Same(sent, view.Message.Readable);
        Assert.Equal([Samples.Bob], view.ReadBy);
        Assert.Null(view.Viewer);
        Assert.Equal("message.not_found", await service.RefusalAsync(Callers.Service(), new GetMessageQuery(Samples.NoChat.ToString())));
        Assert.Equal("message.not_found", await service.RefusalAsync(Callers.Service(Samples.Cem), new GetMessageQuery(sent.Id.ToString())));
        Assert.Equal("validation.messageId.format", await service.RefusalAsync(Callers.Service(), new GetMessageQuery("1")));
    }

    [Fact]
    public async Task Get_WhenInOtherPeoplesChat_ThenLooksAsIfThereWereNone()
    {
        var sent = (await service.SendAsync(Callers.Person(Samples.Ada), Text)).View.Message;

        Assert.Equal("message.not_found", await service.RefusalAsync(Callers.Person(Samples.Cem), new GetMessageQuery(sent.Readable!.Id.ToString())));
        Assert.Equal("message.not_found", await service.RefusalAsync(Callers.Person(Samples.Ada), new GetMessageQuery(Samples.NoChat.ToString())));
    }

    [Fact]
    public async Task Get_WhenTheCallerWasRemoved_ThenIsHidden()
    {
        var sent = (await service.SendAsync(Callers.Person(Samples.Ada), Text)).View.Message;
        service.Store.SetMembers(Samples.Two, [Samples.Bob]);

        Assert.Equal("message.not_found", await service.RefusalAsync(Callers.Person(Samples.Ada), new GetMessageQuery(sent.Readable!.Id.ToString())));
    }

    [Fact]
    public async Task Get_WhenTheIdIsOfWrongForm_ThenIsRefused() =>
        Assert.Equal("validation.messageId.format", await service.RefusalAsync(Callers.Person(Samples.Ada), new GetMessageQuery("1")));

    [Fact]
    public async Task Get_WhenTheCallerIsNoUserOfTheDirectory_ThenIsRefused()
    {
        var query = new GetMessageQuery(default(Id<Domain.Messages.Message>).ToString());

        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, query));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Nobody), query));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(Samples.Nobody), query));
    }
}
