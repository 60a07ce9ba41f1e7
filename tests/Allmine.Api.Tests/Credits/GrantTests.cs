using System.Net;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Credits;

public sealed class GrantTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service service = fixture.Service;

    [Fact]
    public async Task Grant_WhenABackendMakesIt_ThenTheUserHasTheCredits()
    {
        var user = await service.NewUserWithAsync(40);

        var granted = (await service.GrantAsync(user, 100)).Expect(HttpStatusCode.Created);

        Assert.Equal($$"""{"userId":"{{user.UserId}}","amount":100,"balance":140}""", granted.Text);
        Assert.Null(granted.Header(CreditCalls.ReplayedHeader));
        Assert.Equal(140, await user.BalanceAsync());
    }

    [Fact]
    public async Task Grant_WhenRepeatedWithItsKey_ThenIsAnsweredAsAtFirstAndMadeOnce()
    {
        var user = await service.NewUserAsync();
        var key = Tokens.NewId();
        var first = (await service.GrantAsync(user, 100, key)).Expect(HttpStatusCode.Created);
        (await service.GrantAsync(user, 5)).Expect(HttpStatusCode.Created);

        var second = (await service.GrantAsync(user, 100, key)).Expect(HttpStatusCode.Created);

        Assert.Equal(first.Text, second.Text);
        Assert.Equal("true", second.Header(CreditCalls.ReplayedHeader));
        Assert.Equal(105, await user.BalanceAsync());
        Assert.Equal(2, await user.TransactionCountAsync());
    }

    [Fact]
    public async Task Grant_WhenRepeatedFiftyTimesAtOnce_ThenIsMadeOnceAndAllHaveTheSameAnswer()
    {
        var user = await service.NewUserAsync();
        var key = Tokens.NewId();

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => service.GrantAsync(user, 100, key)));

        Assert.All(replies, reply => Assert.Equal(replies[0].Text, reply.Expect(HttpStatusCode.Created).Text));
        Assert.Equal(49, replies.Count(reply => reply.Header(CreditCalls.ReplayedHeader) == "true"));
        Assert.Equal(100, await user.BalanceAsync());
    }

    [Fact]
    public async Task Grant_WhenTheKeyIsUsedForAnotherUserOrAmount_ThenIsRefused()
    {
        var (user, other) = (await service.NewUserAsync(), await service.NewUserAsync());
        var key = Tokens.NewId();
        (await service.GrantAsync(user, 100, key)).Expect(HttpStatusCode.Created);

        (await service.GrantAsync(user, 101, key)).ExpectError(409, "idempotency.key_reused");
        (await service.GrantAsync(other, 100, key)).ExpectError(409, "idempotency.key_reused");

        Assert.Equal((100, 0), (await user.BalanceAsync(), await other.BalanceAsync()));
    }

    [Fact]
    public async Task Grant_WhenTheKeyIsAnotherBackendsOrASends_ThenIsIndependent()
    {
        var (user, friend) = (await service.NewUserAsync(), await service.NewUserAsync());
        var other = service.With(Tokens.ForService());
        (await service.GrantAsync(user, 100, "shared")).Expect(HttpStatusCode.Created);

        (await other.PostAsync(CreditCalls.GrantPath(user.UserId), """{ "amount": 7 }""", CreditCalls.Key("shared"))).Expect(HttpStatusCode.Created);
        // A backend and a person may have the same identifier; their keys are apart all the same.
        var backend = service.With(new TokenParts { Subject = user.UserId, Role = "service" }.Sign());
        (await user.TransferAsync(friend, 3, "same")).Expect(HttpStatusCode.Created);
        var granted = await backend.PostAsync(CreditCalls.GrantPath(user.UserId), """{ "amount": 1 }""", CreditCalls.Key("same"));

        Assert.Null(granted.Expect(HttpStatusCode.Created).Header(CreditCalls.ReplayedHeader));
        Assert.Equal(105, await user.BalanceAsync());
    }

    [Theory]
    [InlineData("""{ }""", "validation.amount.required")]
    [InlineData("""{ "amount": null }""", "validation.amount.required")]
    [InlineData("""{ "amount": 0 }""", "validation.amount.range")]
    [InlineData("""{ "amount": -5 }""", "validation.amount.range")]
    [InlineData("""{ "amount": 1000000000001 }""", "validation.amount.range")]
    [InlineData("""{ "amount": 99999999999999999999 }""", "validation.amount.range")]
    [InlineData("""{ "amount": "5" }""", "validation.amount.wrong_type")]
    [InlineData("""{ "amount": 5.0 }""", "validation.amount.wrong_type")]
    [InlineData("""{ "amount": 5, "amount": 5 }""", "validation.amount.duplicate")]
    [InlineData("""{ "amount": 5, "userId": "64d15f9e2e6c8f4d5a111111" }""", "validation.userId.unknown")]
    [InlineData("""[5]""", "body.malformed")]
    public async Task Grant_WhenTheBodyBreaksARule_ThenIsRefusedAndGrantsNothing(string body, string code)
    {
        var user = await service.NewUserAsync();

        (await service.Backend.PostAsync(CreditCalls.GrantPath(user.UserId), body, CreditCalls.Key(Tokens.NewId()))).ExpectError(400, code);

        Assert.Equal(0, await user.BalanceAsync());
        Assert.Equal(0, await user.TransactionCountAsync());
    }

    [Fact]
    public async Task Grant_WhenOfTheGreatestAmount_ThenIsMade()
    {
        var user = await service.NewUserWithAsync(1_000_000_000_000);

        Assert.Equal(1_000_000_000_000, await user.BalanceAsync());
    }

    [Theory]
    [InlineData(null, "idempotency.key_required")]
    [InlineData("", "idempotency.key_required")]
    [InlineData("two words", "validation.idempotencyKey.format")]
    public async Task Grant_WhenTheKeyIsMissingOrBad_ThenIsRefused(string? key, string code)
    {
        var user = await service.NewUserAsync();

        (await service.Backend.PostAsync(CreditCalls.GrantPath(user.UserId), """{ "amount": 5 }""", key is null ? [] : [CreditCalls.Key(key)]))
            .ExpectError(400, code);

        Assert.Equal(0, await user.BalanceAsync());
    }

    [Fact]
    public async Task Grant_WhenTheUserIsUnknown_ThenIsNotFoundAndTheKeyIsFree()
    {
        var id = Tokens.NewId();
        var key = Tokens.NewId();
        (await service.GrantAsync(service.User(id), 5, key)).ExpectError(404, "user.not_found");
        (await service.Backend.PutAsync($"/api/v2/users/{id}", """{ "username": "somebody" }""")).Expect(HttpStatusCode.Created);

        (await service.GrantAsync(service.User(id), 5, key)).Expect(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("me")]
    [InlineData("64d15f9e2e6c8f4d5a11111")]
    public async Task Grant_WhenThePathHasNoIdentifier_ThenIsRefused(string id) =>
        (await service.Backend.PostAsync(CreditCalls.GrantPath(id), """{ "amount": 5 }""", CreditCalls.Key("k"))).ExpectError(400, "validation.userId.format");

    [Fact]
    public async Task Grant_WhenAPersonOrNobodyAsks_ThenIsRefused()
    {
        var user = await service.NewUserAsync();
        var path = CreditCalls.GrantPath(user.UserId);

        (await user.PostAsync(path, """{ "amount": 5 }""", CreditCalls.Key("k"))).ExpectError(403, "auth.forbidden");
        (await service.Anonymous.PostAsync(path, """{ "amount": 5 }""", CreditCalls.Key("k"))).ExpectError(401, "auth.required");

        Assert.Equal(0, await user.BalanceAsync());
    }

    /// <summary>It would be a user's, and no user has it.</summary>
    [Fact]
    public async Task Grant_WhenForTheSystemAccount_ThenIsRefused()
    {
        (await service.Backend.PostAsync(CreditCalls.GrantPath("ffffffffffffffffffffffff"), """{ "amount": 5 }""", CreditCalls.Key("system")))
            .ExpectError(404, "user.not_found");

        await service.NewUserWithAsync(1);
        await service.ExpectSoundStoreAsync();
    }

    [Fact]
    public async Task Credits_WhenSomebodyElsesAreAskedFor_ThenAreForBackendsAlone()
    {
        var (user, other) = (await service.NewUserAsync(), await service.NewUserWithAsync(5));

        (await user.GetAsync(CreditCalls.GrantPath(other.UserId))).ExpectError(403, "auth.forbidden");
        Assert.Equal(5, (await service.Backend.GetAsync(CreditCalls.GrantPath(other.UserId))).Expect(HttpStatusCode.OK)["balance"].GetInt64());
    }

    [Fact]
    public async Task Credits_WhenAskedByABackendForItself_ThenIsForbidden()
    {
        (await service.Backend.GetAsync(CreditCalls.GrantPath("me"))).ExpectError(403, "auth.forbidden");
        (await service.User(Tokens.NewId()).GetAsync(CreditCalls.GrantPath("me"))).ExpectError(403, "auth.forbidden");
        (await service.Anonymous.GetAsync(CreditCalls.GrantPath("me"))).ExpectError(401, "auth.required");
    }
}
