using Allmine.Application.Tests.Fakes;
using Allmine.Application.Users.PutUser;

namespace Allmine.Application.Tests.Users.PutUser;

public sealed class PutUserAuthorizationTests
{
    private static readonly PutUserCommand Command = new(Samples.Nobody.ToString(), "Dora", null);

    private readonly Service service = new();

    [Fact]
    public async Task Put_WhenTheCallerIsNoBackend_ThenIsRefused()
    {
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, Command));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Ada), Command));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Ada), Command with { UserId = Samples.Ada.ToString() }));
    }

    [Fact]
    public async Task Put_WhenTheBackendActsForAStranger_ThenIsRefused()
    {
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(Samples.Nobody), Command));
        Assert.True((await service.SendAsync(Callers.Service(Samples.Ada), Command)).Created);
    }
}
