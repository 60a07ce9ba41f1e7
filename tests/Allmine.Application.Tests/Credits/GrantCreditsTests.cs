using Allmine.Application.Credits.GetCredits;
using Allmine.Application.Credits.GrantCredits;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Credits;

namespace Allmine.Application.Tests.Credits;

public sealed class GrantCreditsTests
{
    private static readonly GrantCreditsCommand Command = new(Samples.Ada.ToString(), 100, "k");

    private readonly Service service = new();

    [Fact]
    public async Task Grant_WhenTheUserIsKnown_ThenTheCreditsAreThere()
    {
        var result = await service.SendAsync(Callers.Service(), Command);

        Assert.Equal((Samples.Ada, 100, 100, false), (result.Grant.RecipientId, result.Grant.Amount, result.Balance, result.Replayed));
        Assert.Equal(100, (await service.SendAsync(Callers.Person(Samples.Ada), new GetCreditsQuery())).Balance);
        Assert.Equal(0, (await service.SendAsync(Callers.Person(Samples.Bob), new GetCreditsQuery())).Balance);
    }

    [Fact]
    public async Task Grant_WhenRepeated_ThenIsReplayedWithTheBalanceOfThen()
    {
        var first = await service.SendAsync(Callers.Service(), Command);
        await service.SendAsync(Callers.Service(), Command with { IdempotencyKey = "another" });

        var again = await service.SendAsync(Callers.Service(), Command with { UserId = Samples.Ada.ToString().ToUpperInvariant() });

        Assert.Equal((first.Grant, 100, true), (again.Grant, again.Balance, again.Replayed));
        Assert.Equal(200, service.Store.Wallet(Samples.Ada).Balance);
    }

    [Fact]
    public async Task Grant_WhenTheBackendActsForAUser_ThenTheKeyIsStillTheBackends()
    {
        await service.SendAsync(Callers.Service(), Command);
        // The key's scope is the token's subject, not the user acted for.
        Assert.True((await service.SendAsync(Callers.Service(Samples.Bob), Command)).Replayed);
    }

    [Fact]
    public async Task Grant_WhenTheKeyWasOfAnotherRequest_ThenIsRefused()
    {
        await service.SendAsync(Callers.Service(), Command);

        Assert.Equal("idempotency.key_reused", await service.RefusalAsync(Callers.Service(), Command with { Amount = 101 }));
        Assert.Equal("idempotency.key_reused", await service.RefusalAsync(Callers.Service(), Command with { UserId = Samples.Bob.ToString() }));
        Assert.Equal(100, service.Store.Wallet(Samples.Ada).Balance);
    }

    [Theory]
    [InlineData(null, "validation.amount.required")]
    [InlineData(0L, "validation.amount.range")]
    [InlineData(-1L, "validation.amount.range")]
    [InlineData(1_000_000_000_001L, "validation.amount.range")]
    [InlineData(long.MaxValue, "validation.amount.range")]
    public async Task Grant_WhenTheAmountIsWrong_ThenIsRefused(long? amount, string code)
    {
        Assert.Equal(code, await service.RefusalAsync(Callers.Service(), Command with { Amount = amount }));
        Assert.Empty(service.Store.Ledger);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(CreditAmount.GreatestGrant)]
    public async Task Grant_WhenTheAmountIsAtALimit_ThenIsMade(long amount) =>
        Assert.Equal(amount, (await service.SendAsync(Callers.Service(), Command with { Amount = amount })).Balance);

    [Fact]
    public async Task Grant_WhenKeyOrUserAreWrong_ThenIsRefusedAndNothingIsRecorded()
    {
        Assert.Equal("idempotency.key_required", await service.RefusalAsync(Callers.Service(), Command with { IdempotencyKey = null }));
        Assert.Equal("validation.idempotencyKey.format", await service.RefusalAsync(Callers.Service(), Command with { IdempotencyKey = "a b" }));
        Assert.Equal("validation.userId.format", await service.RefusalAsync(Callers.Service(), Command with { UserId = "me" }));
        Assert.Equal("user.not_found", await service.RefusalAsync(Callers.Service(), Command with { UserId = Samples.Nobody.ToString() }));
        Assert.Equal("user.not_found", await service.RefusalAsync(Callers.Service(), Command with { UserId = Wallet.SystemOwner.ToString() }));
        Assert.Empty(service.Store.IdempotencyRecords);
    }

    [Fact]
    public async Task Grant_WhenTheCallerIsNoBackend_ThenIsRefused()
    {
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, Command));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Person(Samples.Ada), Command));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(Samples.Nobody), Command));
        Assert.Equal("auth.required", await service.RefusalAsync(Callers.Anonymous, new GetCreditsQuery()));
        Assert.Equal("auth.forbidden", await service.RefusalAsync(Callers.Service(), new GetCreditsQuery()));
    }
}
