using Allmine.Application.Messages.SendMessage;
using Allmine.Application.Tests.Fakes;

namespace Allmine.Application.Tests.Messages.SendMessage;

public sealed class SendMessageAuthorizationTests
{
    private static readonly SendMessageCommand Text = new("text", Samples.Team.ToString(), null, "Hello", null, null, null, null, false);

    private readonly Service service = new();

    [Fact]
    public async Task Send_WhenTheCallerIsNoUserOfTheDirectory_ThenIsRefused()
    {
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, Text));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Nobody), Text));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Ada, Samples.Bob), Text));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(), Text));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(Samples.Nobody), Text));
        Assert.Empty(service.Store.Messages);
    }

    [Fact]
    public async Task Send_WhenTheCallerIsNotInTheChat_ThenIsRefused()
    {
        Assert.Equal("chat.not_a_member", await service.RefusalAsync(Callers.Person(Samples.Eve), Text));
        Assert.Equal("chat.not_a_member", await service.RefusalAsync(Callers.Service(Samples.Eve), Text with { TargetUserId = Samples.Bob.ToString() }));
        Assert.Empty(service.Store.Messages);
    }
}
