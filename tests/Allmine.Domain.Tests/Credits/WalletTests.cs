using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Domain.Tests.Credits;

public sealed class WalletTests
{
    private static readonly Id<User> Ada = Id<User>.Parse("64d15f9e2e6c8f4d5a111111");
    private static readonly Id<User> Bob = Id<User>.Parse("64d15f9e2e6c8f4d5a222222");
    private static readonly Id<LedgerEntry> DebitId = Id<LedgerEntry>.Parse("64d15f9e2e6c8f4d5a0000d1");
    private static readonly Id<LedgerEntry> CreditId = Id<LedgerEntry>.Parse("64d15f9e2e6c8f4d5a0000c1");
    private static readonly DateTime Noon = new(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc);
    private static readonly MessageHeader Place = new(
        Id<Message>.Parse("64d15f9e2e6c8f4d5a000001"), Id<Chat>.Parse("64d15f9e2e6c8f4d5a000002"), 1, Ada, Noon);

    [Fact]
    public void Post_WhenATransferIsCovered_ThenBothWalletsMoveAndTwoEntriesTell()
    {
        var (from, to) = (Wallet.Restore(Ada, 100, 3), Wallet.Empty(Bob));

        var (debit, credit) = Transfer(25).Post(from, to, DebitId, CreditId);

        Assert.Equal((75, 4), (from.Balance, from.EntryCount));
        Assert.Equal((25, 1), (to.Balance, to.EntryCount));
        Assert.Equal(new LedgerEntry(DebitId, Ada, 4, LedgerDirection.TransferSent, 25, 75, Bob, Place.Id, Place.ChatId, null, Noon), debit);
        Assert.Equal(new LedgerEntry(CreditId, Bob, 1, LedgerDirection.TransferReceived, 25, 25, Ada, Place.Id, Place.ChatId, null, Noon), credit);
        Assert.Equal(0, debit.Change + credit.Change);
    }

    [Fact]
    public void Post_WhenAGrant_ThenTheSystemAccountOwesIt()
    {
        var grant = new Grant(Id<Grant>.Parse("64d15f9e2e6c8f4d5a0000aa"), Ada, 100);
        var (system, to) = (Wallet.Empty(Wallet.SystemOwner), Wallet.Empty(Ada));

        var (debit, credit) = CreditMovement.By(grant, Noon).Post(system, to, DebitId, CreditId);

        Assert.Equal((-100, 100), (system.Balance, to.Balance));
        Assert.Equal(new LedgerEntry(DebitId, Wallet.SystemOwner, 1, LedgerDirection.GrantIssued, 100, -100, Ada, null, null, grant.Id, Noon), debit);
        Assert.Equal(new LedgerEntry(CreditId, Ada, 1, LedgerDirection.Grant, 100, 100, null, null, null, grant.Id, Noon), credit);
    }

    [Fact]
    public void Post_WhenTheWholeBalanceGoes_ThenItIsZero()
    {
        var from = Wallet.Restore(Ada, 25, 1);

        Transfer(25).Post(from, Wallet.Empty(Bob), DebitId, CreditId);

        Assert.Equal(0, from.Balance);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(0)]
    public void Post_WhenTheBalanceDoesNotCoverIt_ThenIsRefusedAndBothStay(long balance)
    {
        var (from, to) = (Wallet.Restore(Ada, balance, 1), Wallet.Empty(Bob));

        var refusal = Assert.Throws<RefusedException>(() => Transfer(25).Post(from, to, DebitId, CreditId));

        Assert.Equal("credits.insufficient", refusal.Code.Value);
        Assert.False(refusal.Replayed);
        Assert.Equal((balance, 1, 0, 0), (from.Balance, from.EntryCount, to.Balance, to.EntryCount));
    }

    [Fact]
    public void Post_WhenTheOtherWalletIsJustFull_ThenItTakesItAndNotOneMore()
    {
        var to = Wallet.Restore(Bob, Wallet.MaxBalance - 25, 1);
        Transfer(25).Post(Wallet.Restore(Ada, 100, 1), to, DebitId, CreditId);
        var from = Wallet.Restore(Ada, 100, 1);

        var refusal = Assert.Throws<InvalidRequestException>(() => Transfer(1).Post(from, to, DebitId, CreditId));

        Assert.Equal("validation.transfer amount.not_allowed", refusal.Errors[0].Name);
        Assert.Equal((Wallet.MaxBalance, 100), (to.Balance, from.Balance));
    }

    [Fact]
    public void Post_WhenAGrantHasNoRoom_ThenTheFieldOfAGrantIsNamed()
    {
        var grant = CreditMovement.By(new Grant(default, Ada, 1), Noon);

        var refusal = Assert.Throws<InvalidRequestException>(() =>
            grant.Post(Wallet.Empty(Wallet.SystemOwner), Wallet.Restore(Ada, Wallet.MaxBalance, 1), DebitId, CreditId));

        Assert.Equal("validation.grant amount.not_allowed", refusal.Errors[0].Name);
    }

    [Fact]
    public void Post_WhenNeitherIsPossible_ThenTheSenderIsToldOfTheOwnBalanceAlone() => Assert.Throws<RefusedException>(() =>
        Transfer(25).Post(Wallet.Empty(Ada), Wallet.Restore(Bob, Wallet.MaxBalance, 1), DebitId, CreditId));

    [Fact]
    public void Covers_WhenTheSystemAccountIsAtItsEnd_ThenItDoesNotWrapAround()
    {
        var system = Wallet.Restore(Wallet.SystemOwner, long.MinValue + 5, 1);

        Assert.True(system.Covers(5));
        Assert.False(system.Covers(6));
        Assert.False(Wallet.Restore(Ada, long.MaxValue, 1).HasRoomFor(long.MaxValue));
    }

    [Fact]
    public void Post_WhenTheWalletsAreOthers_ThenThrows()
    {
        Assert.Throws<ArgumentException>(() => Transfer(1).Post(Wallet.Restore(Bob, 9, 1), Wallet.Empty(Ada), DebitId, CreditId));
        Assert.Throws<ArgumentException>(() => Transfer(1).Post(Wallet.Restore(Ada, 9, 1), Wallet.Empty(Ada), DebitId, CreditId));
    }

    [Fact]
    public void Movement_WhenTheMessageMovesNothing_ThenThrows() =>
        Assert.Throws<ArgumentException>(() => CreditMovement.By(Message.Text(Place, MessageText.From("Hello"))));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_000_000_001)]
    public void Grant_WhenTheAmountIsOutOfRange_ThenThrows(long amount)
    {
        var refusal = Assert.Throws<InvalidRequestException>(() => new Grant(default, Ada, amount));

        Assert.Equal("validation.grant amount.range", refusal.Errors[0].Name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000_000_000)]
    public void Grant_WhenTheAmountIsAtALimit_ThenIsMade(long amount) => Assert.Equal(amount, new Grant(default, Ada, amount).Amount);

    [Fact]
    public void User_WhenItHasTheSystemAccountsIdentifier_ThenThrows()
    {
        var refusal = Assert.Throws<InvalidRequestException>(() => new User(Wallet.SystemOwner, Username.From("system"), null));

        Assert.Equal("validation.user id.format", refusal.Errors[0].Name);
    }

    private static CreditMovement Transfer(long amount) => CreditMovement.By(Message.CreditTransfer(Place, new CreditTransfer(amount, Bob)));
}
