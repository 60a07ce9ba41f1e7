using Allmine.Application.Tests.Fakes;
using Allmine.Application.Users.GetMe;

namespace Allmine.Application.Tests.Users.GetMe;

public sealed class GetMeTests
{
    private readonly Service service = new();

    [Fact]
    public async Task Get_WhenAPersonOrWhoActsForOneAsks_ThenIsThatPerson()
    {
        Assert.Equal(Samples.Ada, (await service.SendAsync(Callers.Person(Samples.Ada), new GetMeQuery())).Id);
        Assert.Equal(Samples.Ada, (await service.SendAsync(Callers.Service(Samples.Ada), new GetMeQuery())).Id);
    }

    [Fact]
    public async Task Get_WhenTheCallerIsNobodyOfTheDirectory_ThenIsRefused()
    {
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, new GetMeQuery()));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Nobody), new GetMeQuery()));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(), new GetMeQuery()));
    }
}
