using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Users;

public abstract class UserRepositoryContract(IStoreFixture store) : StoreContract(store)
{
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
