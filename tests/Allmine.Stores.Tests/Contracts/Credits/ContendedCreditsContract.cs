using Allmine.Application.GroupCommit;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Credits;

/// <summary>Credits under contention: the engines of two nodes over one store.</summary>
public abstract class ContendedCreditsContract(IStoreFixture store) : CreditsContract(store)
{
    [SkippableFact]
    public async Task Commit_WhenAHundredAtOnceWantABalanceThatCoversSome_ThenJustSoManySucceed()
    {
        var (sender, recipient) = (await AddUserWithAsync(73), await AddUserAsync());
        GroupCommitEngine[] nodes = [NewNode(), NewNode()];

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => TryAsync(nodes[i % 2], Transfer(sender, recipient, 2)))));

        Assert.Equal(36, answers.Count(answer => answer.Receipt is not null));
        Assert.Equal(64, answers.Count(answer => answer.Refusal == "credits.insufficient"));
        Assert.Equal((1, 72), (await BalanceOfAsync(sender), await BalanceOfAsync(recipient)));
        Assert.Equal(Enumerable.Range(0, 36).Select(i => 1 + (2L * i)), answers.Where(answer => answer.Receipt is not null).Select(answer => answer.Receipt!.Balance!.Value).Order());
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Commit_WhenFiftyAtOnceHaveOneKey_ThenThereIsOneEffectAndOneAnswer()
    {
        var (sender, recipient) = (await AddUserWithAsync(100), await AddUserAsync());
        GroupCommitEngine[] nodes = [NewNode(), NewNode()];

        var receipts = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => nodes[i % 2].CommitAsync(Transfer(sender, recipient, 25, "k")))));

        Assert.Equal(75, await BalanceOfAsync(sender));
        Assert.Single(receipts, receipt => !receipt.Replayed);
        Assert.All(receipts, receipt => Assert.Equal(75, receipt.Balance));
        Assert.All(receipts, receipt => ShouldBe.Same(receipts[0].Message, receipt.Message));
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Commit_WhenFiftyCopiesAtOnceAreRefused_ThenAllAreRefusedForGood()
    {
        var (sender, recipient) = (await AddUserWithAsync(10), await AddUserAsync());
        GroupCommitEngine[] nodes = [NewNode(), NewNode()];

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => TryAsync(nodes[i % 2], Transfer(sender, recipient, 25, "k")))));
        await nodes[0].CommitAsync(Grant(sender, 1000, "rich"));
        var (receipt, refusal, replayed) = await TryAsync(nodes[1], Transfer(sender, recipient, 25, "k"));

        Assert.All(answers, answer => Assert.Equal("credits.insufficient", answer.Refusal));
        Assert.Single(answers, answer => !answer.Replayed);
        Assert.Equal((null, "credits.insufficient", true), (receipt, refusal, replayed));
        Assert.Equal((1010, 0), (await BalanceOfAsync(sender), await BalanceOfAsync(recipient)));
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Commit_WhenSixtyFourSendToOneRecipient_ThenAllAreCommitted()
    {
        var recipient = await AddUserAsync();
        var senders = new List<Id<User>>();
        var node = NewNode();
        for (var i = 0; i < 64; i++)
            senders.Add(await AddUserAsync());
        await Task.WhenAll(senders.Select(sender => node.CommitAsync(Grant(sender, 10, $"{sender}"))));
        GroupCommitEngine[] nodes = [NewNode(), NewNode()];

        await Task.WhenAll(senders.SelectMany((sender, i) => Enumerable.Range(0, 4).Select(_ => Task.Run(() => nodes[i % 2].CommitAsync(Transfer(sender, recipient, 2))))));

        Assert.Equal(512, await BalanceOfAsync(recipient));
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Commit_WhenOneSenderPaysSixtyFourAtOnce_ThenAllAreCommitted()
    {
        var sender = await AddUserWithAsync(64);
        var recipients = new List<Id<User>>();
        for (var i = 0; i < 64; i++)
            recipients.Add(await AddUserAsync());
        GroupCommitEngine[] nodes = [NewNode(), NewNode()];

        await Task.WhenAll(recipients.Select((recipient, i) => Task.Run(() => nodes[i % 2].CommitAsync(Transfer(sender, recipient, 1)))));

        Assert.Equal(0, await BalanceOfAsync(sender));
        foreach (var recipient in recipients)
            Assert.Equal(1, await BalanceOfAsync(recipient));
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Commit_WhenTwoPayEachOtherAtOnce_ThenAllAreCommitted()
    {
        var (one, other) = (await AddUserWithAsync(100), await AddUserWithAsync(100));
        GroupCommitEngine[] nodes = [NewNode(), NewNode()];

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() =>
            nodes[i % 2].CommitAsync(i % 3 == 0 ? Transfer(one, other, 5) : Transfer(other, one, 1)))));

        Assert.Equal((40, 160), (await BalanceOfAsync(one), await BalanceOfAsync(other)));
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Grant_WhenTwentyAtOnceHaveOneKey_ThenThereIsOneGrant()
    {
        var user = await AddUserAsync();
        GroupCommitEngine[] nodes = [NewNode(), NewNode()];

        var receipts = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => nodes[i % 2].CommitAsync(Grant(user, 7, "k")))));

        Assert.Equal(7, await BalanceOfAsync(user));
        Assert.Single(receipts, receipt => !receipt.Replayed);
        Assert.All(receipts, receipt => Assert.Equal((receipts[0].Grant, 7), (receipt.Grant, receipt.Balance)));
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Grant_WhenTheUserIsUnknownOrTheKeyWasOfAnotherGrant_ThenIsRefusedAndNothingIsWritten()
    {
        var user = await AddUserAsync();
        var node = NewNode();
        var unknown = await Assert.ThrowsAsync<RefusedException>(() => node.CommitAsync(Grant(NewId<User>(), 7, "k")));
        await node.CommitAsync(Grant(user, 7, "k"));

        var reused = await Assert.ThrowsAsync<RefusedException>(() => node.CommitAsync(Grant(user, 8, "k")));

        Assert.Equal((ErrorCode.UserNotFound, ErrorCode.KeyReused), (unknown.Code, reused.Code));
        Assert.Equal(7, await BalanceOfAsync(user));
        Assert.Equal(-7, await BalanceOfAsync(Wallet.SystemOwner));
    }

    [SkippableFact]
    public async Task Commit_WhenAnotherNodeHasMadeTheSenderRich_ThenThePoorerWalletInMemoryRefusesNothing()
    {
        var (sender, recipient) = (await AddUserWithAsync(10), await AddUserAsync());
        var node = NewNode();
        await node.CommitAsync(Transfer(sender, recipient, 10));
        await NewNode().CommitAsync(Grant(sender, 10, "elsewhere"));

        Assert.Equal(0, (await node.CommitAsync(Transfer(sender, recipient, 10))).Balance);
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Commit_WhenAnotherNodeHasSpentTheCredits_ThenTheRicherWalletInMemoryLetsNothingThrough()
    {
        var (sender, recipient) = (await AddUserWithAsync(10), await AddUserAsync());
        var node = NewNode();
        await node.CommitAsync(Transfer(sender, recipient, 1));
        await NewNode().CommitAsync(Transfer(sender, recipient, 9));

        Assert.Equal("credits.insufficient", (await TryAsync(node, Transfer(sender, recipient, 1))).Refusal);
        Assert.Equal(0, await BalanceOfAsync(sender));
        await AssertSoundAsync();
    }
}
