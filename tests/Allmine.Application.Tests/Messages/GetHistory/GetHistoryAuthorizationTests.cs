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
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(), Query));
    }

    [Fact]
    public async Task Get_WhenTheCallerIsNotInTheChat_ThenIsRefused()
    {
        Assert.Equal("chat.not_a_member", await service.RefusalAsync(Callers.Person(Samples.Cem), Query));
        Assert.Equal("chat.not_a_member", await service.RefusalAsync(Callers.Service(Samples.Cem), Query));
        Assert.Empty((await service.SendAsync(Callers.Service(Samples.Bob), Query)).Items);
    }
}
