using Allmine.Application.Tests.Fakes;
using Allmine.Application.Users.PutUser;

namespace Allmine.Application.Tests.Users.PutUser;

public sealed class PutUserTests
{
    private static readonly PutUserCommand Command = new(Samples.Nobody.ToString(), " Dora ", "https://example.com/dora.jpg");

    private readonly Service service = new();

    [Fact]
    public async Task Put_WhenNewAndThenKnown_ThenWritesAndTellsWhich()
    {
        var first = await service.SendAsync(Callers.Service(), Command);
        var second = await service.SendAsync(Callers.Service(), Command with { Username = "Dora II", ProfilePhoto = null });

        Assert.True(first.Created);
        Assert.Equal((Samples.Nobody, "Dora", "https://example.com/dora.jpg"), (first.User.Id, first.User.Username.Value, first.User.ProfilePhoto));
        Assert.False(second.Created);
        Assert.Equal(("Dora II", null), (second.User.Username.Value, second.User.ProfilePhoto));
    }

    [Fact]
    public async Task Put_WhenDone_ThenTheUserMayCall()
    {
        var query = new Application.Messages.GetOutcome.GetOutcomeQuery("k");
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Nobody), query));

        await service.SendAsync(Callers.Service(), Command);

        Assert.Null((await service.SendAsync(Callers.Person(Samples.Nobody), query)).Message);
    }
}
