using Allmine.Application.Ports.Users;
using Allmine.Domain;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Users;

public abstract class UserRepositoryContract(IStoreFixture store) : StoreContract(store)
{
    [SkippableFact]
    public async Task Put_WhenTheKindIsAnother_ThenItStaysAndNothingElseIsWrittenUnlessThatIsLeft()
    {
        var (system, person) = (new User(NewId<User>(), Username.From("shop"), null, UserKind.System), new User(NewId<User>(), Username.From("ada"), null));
        Assert.Equal(new UserWrite(true, UserKind.System), await Store.Users.PutAsync(system, leavesKind: false, None));
        Assert.Equal(new UserWrite(true, UserKind.Person), await Store.Users.PutAsync(person, leavesKind: false, None));

        Assert.Equal(new UserWrite(false, UserKind.System), await Store.Users.PutAsync(new User(system.Id, Username.From("other"), null), leavesKind: false, None));
        Assert.Equal(new UserWrite(false, UserKind.Person), await Store.Users.PutAsync(new User(person.Id, Username.From("other"), null, UserKind.System), leavesKind: false, None));
        Assert.Equal(("shop", UserKind.System), await FindAsync(system.Id));
        Assert.Equal(("ada", UserKind.Person), await FindAsync(person.Id));

        Assert.Equal(new UserWrite(false, UserKind.System), await Store.Users.PutAsync(new User(system.Id, Username.From("left"), null), leavesKind: true, None));
        Assert.Equal(new UserWrite(false, UserKind.System), await Store.Users.PutAsync(system, leavesKind: false, None));
        Assert.Equal(("shop", UserKind.System), await FindAsync(system.Id));
    }

    private async Task<(string Name, UserKind Kind)> FindAsync(Id<User> id) =>
        await Store.Users.FindAsync(id, None) is { } user ? (user.Username.Value, user.Kind) : throw new InvalidOperationException("No such user.");

    [SkippableFact]
    public async Task Find_WhenThereIsNoSuchUser_ThenNull() => Assert.Null(await Store.Users.FindAsync(NewId<User>(), None));

    [SkippableTheory]
    [InlineData("ayse", null)]
    [InlineData("Şükrü Çağlayan 𝒳", "https://example.com/p.jpg?a=1&b=%20")]
    [InlineData(" with white space ", "")]
    public async Task Put_WhenUserIsNew_ThenTrueAndItIsFoundAsItWasWritten(string username, string? photo)
    {
        var user = new User(NewId<User>(), Username.From(username), photo);

        Assert.True(await Store.Users.PutAsync(user, None));

        var found = await Store.Users.FindAsync(user.Id, None);
        Assert.Equal((user.Id, user.Username, user.ProfilePhoto), (found!.Id, found.Username, found.ProfilePhoto));
    }

    [SkippableFact]
    public async Task Put_WhenUserIsKnown_ThenFalseAndTheEntryIsReplacedWhole()
    {
        var other = new User(NewId<User>(), Username.From("mehmet"), "https://example.com/m.jpg");
        await Store.Users.PutAsync(other, None);
        var id = NewId<User>();
        await Store.Users.PutAsync(new User(id, Username.From("ayse"), "https://example.com/a.jpg"), None);

        Assert.False(await Store.Users.PutAsync(new User(id, Username.From("ayşe"), null), None));

        var found = await Store.Users.FindAsync(id, None);
        Assert.Equal(("ayşe", null), (found!.Username.Value, found.ProfilePhoto));
        Assert.Equal("mehmet", (await Store.Users.FindAsync(other.Id, None))!.Username.Value);
    }

    [SkippableFact]
    public async Task Put_WhenUserIsPutManyTimesAtOnce_ThenJustOneIsTheFirst()
    {
        var user = new User(NewId<User>(), Username.From("ayse"), null);

        var created = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Store.Users.PutAsync(user, None))));

        Assert.Single(created, result => result);
    }
}
