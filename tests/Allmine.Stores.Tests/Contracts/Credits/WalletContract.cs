using Allmine.Application.Ports.Credits;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Credits;

/// <summary>Wallets, the ledger and the records that have credits in them, as a round writes them and the ports read them.</summary>
public abstract class WalletContract(IStoreFixture store) : CreditsContract(store)
{
    [SkippableFact]
    public async Task Find_WhenAWalletWasNeverWritten_ThenItIsEmpty()
    {
        var user = NewId<User>();
        var needs = new LoadRequest();
        needs.Wallets.Add(user);

        var wallet = await Store.Wallets.FindAsync(user, None);

        Assert.Equal((user, 0, 0), (wallet.Owner, wallet.Balance, wallet.EntryCount));
        Assert.Empty((await Store.CommitStore.LoadAsync(needs, None)).Wallets);
        Assert.Empty(await Store.Ledger.PageAsync(user, new LedgerWindow(null, null, 10), None));
    }

    [SkippableFact]
    public async Task Commit_WhenCreditsMove_ThenWalletsEntriesAndMessageAreThere()
    {
        var (sender, recipient) = (await AddUserWithAsync(100), await AddUserAsync());
        var node = NewNode();

        var actor = new Actor(NewId<User>(), ActorRole.Service);

        var receipt = await node.CommitAsync(Transfer(sender, recipient, 25, note: "Kahve \u2615") with { Actor = actor });

        Assert.Equal(75, receipt.Balance);
        Assert.Equal(75, await BalanceOfAsync(sender));
        Assert.Equal(25, await BalanceOfAsync(recipient));
        Assert.Equal(-100, await BalanceOfAsync(Wallet.SystemOwner));
        ShouldBe.Same(receipt.Message, await Store.Messages.FindAsync(receipt.Message.Id, None));
        Assert.Equal(new CreditTransfer(25, recipient), receipt.Message.Transfer);
        var message = receipt.Message;
        var debit = (await Store.Ledger.PageAsync(sender, new LedgerWindow(null, null, 10), None))[0].Entry!;
        Assert.Equal(
            new LedgerEntry(debit.Id, sender, 2, LedgerDirection.TransferSent, 25, 75, recipient, message.Id, message.ChatId, null, message.CreatedAt) { Actor = actor }, debit);
        var credit = Assert.Single(await Store.Ledger.PageAsync(recipient, new LedgerWindow(null, null, 10), None)).Entry!;
        Assert.Equal(
            new LedgerEntry(credit.Id, recipient, 1, LedgerDirection.TransferReceived, 25, 25, sender, message.Id, message.ChatId, null, message.CreatedAt) { Actor = actor }, credit);
        Assert.Equal(DateTimeKind.Utc, credit.CreatedAt.Kind);
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Commit_WhenCreditsAreGranted_ThenBothEntriesNameTheGrant()
    {
        var user = await AddUserAsync();

        var receipt = await NewNode().CommitAsync(Grant(user, CreditAmount.GreatestGrant, "g"));

        Assert.Equal(CreditAmount.GreatestGrant, receipt.Balance);
        var credit = Assert.Single(await Store.Ledger.PageAsync(user, new LedgerWindow(null, null, 10), None)).Entry!;
        var debit = Assert.Single(await Store.Ledger.PageAsync(Wallet.SystemOwner, new LedgerWindow(null, null, 10), None)).Entry!;
        Assert.Equal((LedgerDirection.Grant, (Id<User>?)null, receipt.Grant.Id), (credit.Direction, credit.CounterpartyId, credit.GrantId));
        Assert.Equal((LedgerDirection.GrantIssued, user, receipt.Grant.Id), (debit.Direction, debit.CounterpartyId, debit.GrantId));
        Assert.Null(credit.MessageId);
        Assert.Null(credit.ChatId);
        Assert.Equal(-CreditAmount.GreatestGrant, debit.BalanceAfter);
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Commit_WhenAWalletHasMoreEntriesThanWereDecidedOn_ThenConflictAndNothingIsWritten()
    {
        var user = await AddUserWithAsync(10);
        var stale = await LoadAsync(user, Wallet.SystemOwner);
        await NewNode().CommitAsync(Grant(user, 5, "ahead"));

        var round = RoundOf(stale, user, 7, "late");

        Assert.Equal(CommitResult.Conflict, await Store.CommitStore.CommitAsync(round, None));
        Assert.Equal(15, await BalanceOfAsync(user));
        Assert.Null(await Store.IdempotencyRecords.FindAsync(round.IdempotencyRecords[0].Key, None));
        Assert.Equal(2, (await Store.Ledger.PageAsync(user, new LedgerWindow(null, null, 10), None)).Count);
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Commit_WhenANewWalletIsThereByNow_ThenConflictAndNothingIsWritten()
    {
        var user = await AddUserAsync();
        var stale = await LoadAsync(user, Wallet.SystemOwner);
        await NewNode().CommitAsync(Grant(user, 5, "ahead"));
        stale[Wallet.SystemOwner] = (await LoadAsync(Wallet.SystemOwner))[Wallet.SystemOwner];

        Assert.Equal(CommitResult.Conflict, await Store.CommitStore.CommitAsync(RoundOf(stale, user, 7, "late"), None));

        Assert.Equal(5, await BalanceOfAsync(user));
        await AssertSoundAsync();
    }

    /// <summary>In rounds of few wallets and of more, since a store may look at many in another way than at each by itself.</summary>
    [SkippableTheory]
    [InlineData(6, 1, false)]
    [InlineData(6, 0, true)]
    [InlineData(7, 0, false)]
    [InlineData(7, 6, true)]
    [InlineData(20, 10, false)]
    [InlineData(20, 19, true)]
    public async Task Commit_WhenOneOfSeveralWalletsConflicts_ThenConflictAndNothingIsWritten(int count, int position, bool isAhead)
    {
        var users = new List<Id<User>>();
        for (var i = 0; i < count; i++)
            users.Add(await AddUserWithAsync(10));
        var wallets = await LoadAsync([.. users, Wallet.SystemOwner]);
        // Ahead: as if a commit that failed had been believed.
        if (isAhead)
            RoundOf(wallets, users[position], 1, "never committed");
        else
            await NewNode().CommitAsync(Grant(users[position], 1, "meanwhile"));
        wallets[Wallet.SystemOwner] = (await LoadAsync(Wallet.SystemOwner))[Wallet.SystemOwner];

        var round = new ChangeSet();
        AddGrants(round, wallets, users);

        Assert.Equal(CommitResult.Conflict, await Store.CommitStore.CommitAsync(round, None));
        for (var i = 0; i < count; i++)
            Assert.Equal(i == position && !isAhead ? 11 : 10, await BalanceOfAsync(users[i]));
        await AssertSoundAsync();
    }

    [SkippableTheory]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(20)]
    public async Task Commit_WhenSeveralWalletsAreAsDecidedOnAndOthersAreNew_ThenAllAreWritten(int count)
    {
        var users = new List<Id<User>>();
        for (var i = 0; i < count; i++)
        {
            users.Add(await AddUserWithAsync(10));
            users.Add(await AddUserAsync());
        }

        var round = new ChangeSet();
        AddGrants(round, await LoadAsync([.. users, Wallet.SystemOwner]), users);

        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        for (var i = 0; i < users.Count; i++)
            Assert.Equal(i % 2 == 0 ? 17 : 7, await BalanceOfAsync(users[i]));
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Load_WhenTheWalletIsChangedByItsCaller_ThenTheStoreIsNot()
    {
        var user = await AddUserWithAsync(10);

        RoundOf(await LoadAsync(user, Wallet.SystemOwner), user, 7, "never committed");

        Assert.Equal(10, await BalanceOfAsync(user));
        Assert.Equal(10, (await LoadAsync(user))[user].Balance);
    }

    [SkippableFact]
    public async Task Record_WhenRefusedSentOrGranted_ThenEachIsReadAsItWasRecorded()
    {
        var (sender, recipient) = (await AddUserWithAsync(10), await AddUserAsync());
        var node = NewNode();
        var (good, bad) = (Transfer(sender, recipient, 4, "good"), Transfer(sender, recipient, 40, "bad"));
        var grant = Grant(recipient, 1, "granted");
        var receipt = await node.CommitAsync(good);
        await Assert.ThrowsAsync<RefusedException>(() => node.CommitAsync(bad));
        var granted = await node.CommitAsync(grant);

        ShouldBe.Same(IdempotencyRecord.OfMessage(good.Key!.Value, good.Fingerprint!, receipt.Message, 6), await Store.IdempotencyRecords.FindAsync(good.Key.Value, None));
        ShouldBe.Same(
            IdempotencyRecord.OfRefusal(bad.Key!.Value, bad.Fingerprint!, ErrorCode.InsufficientCredits), await Store.IdempotencyRecords.FindAsync(bad.Key.Value, None));
        ShouldBe.Same(IdempotencyRecord.OfGrant(grant.Key!.Value, grant.Fingerprint!, grant.Grant, 5), await Store.IdempotencyRecords.FindAsync(grant.Key.Value, None));
        Assert.Equal(5, granted.Balance);
    }

    [SkippableFact]
    public async Task Record_WhenTheSameKeyIsOfASendAndOfAGrant_ThenTheyAreTwoKeys()
    {
        var (user, other) = (await AddUserWithAsync(10), await AddUserAsync());
        var node = NewNode();
        var sent = Transfer(user, other, 1, "k");
        var grant = Grant(other, 2, "k");
        grant = grant with { Key = grant.Key!.Value with { UserId = user } };

        await node.CommitAsync(sent);
        await node.CommitAsync(grant);

        Assert.NotNull((await Store.IdempotencyRecords.FindAsync(sent.Key!.Value, None))?.Message);
        Assert.NotNull((await Store.IdempotencyRecords.FindAsync(grant.Key.Value, None))?.Grant);
        Assert.Equal(3, await BalanceOfAsync(other));
    }

    [SkippableFact]
    public async Task Page_WhenThereAreMoreEntries_ThenThoseOfTheWindowNewestFirst()
    {
        var (user, other) = (await AddUserWithAsync(100), await AddUserWithAsync(100));
        var node = NewNode();
        for (var i = 0; i < 3; i++)
        {
            await node.CommitAsync(Transfer(user, other, 1));
            await node.CommitAsync(Transfer(other, user, 2));
        }

        Assert.Equal([7, 6, 5, 4, 3, 2, 1], await NumbersAsync(user, null, null, 10));
        Assert.Equal([7, 6], await NumbersAsync(user, null, null, 2));
        Assert.Equal([4, 3], await NumbersAsync(user, 5, null, 2));
        Assert.Empty(await NumbersAsync(user, 1, null, 2));
        Assert.Equal([6, 4, 2], await NumbersAsync(user, null, LedgerDirection.TransferSent, 10));
        Assert.Equal([5], await NumbersAsync(user, 7, LedgerDirection.TransferReceived, 1));
        Assert.Equal([1], await NumbersAsync(user, null, LedgerDirection.Grant, 10));
        Assert.Empty(await NumbersAsync(user, null, LedgerDirection.GrantIssued, 10));
    }

    private async Task<List<long>> NumbersAsync(Id<User> user, long? before, LedgerDirection? direction, int limit) =>
        [.. (await Store.Ledger.PageAsync(user, new LedgerWindow(before, direction, limit), None)).Select(entry => entry.Number)];

    private async Task<Dictionary<Id<User>, Wallet>> LoadAsync(params Id<User>[] owners)
    {
        var needs = new LoadRequest();
        needs.Wallets.UnionWith(owners);
        var found = (await Store.CommitStore.LoadAsync(needs, None)).Wallets;
        return owners.ToDictionary(owner => owner, owner => found.GetValueOrDefault(owner) ?? Wallet.Empty(owner));
    }

    /// <summary>A round of one grant, decided on those wallets.</summary>
    private ChangeSet RoundOf(Dictionary<Id<User>, Wallet> wallets, Id<User> recipient, long amount, string key)
    {
        var round = new ChangeSet();
        round.Wallets.AddRange([new WalletChange(wallets[Wallet.SystemOwner]), new WalletChange(wallets[recipient])]);
        AddGrant(round, wallets, recipient, amount, key);
        return round;
    }

    /// <summary>A grant of 7 credits to each.</summary>
    private void AddGrants(ChangeSet round, Dictionary<Id<User>, Wallet> wallets, List<Id<User>> recipients)
    {
        round.Wallets.Add(new WalletChange(wallets[Wallet.SystemOwner]));
        round.Wallets.AddRange(recipients.Select(recipient => new WalletChange(wallets[recipient])));
        foreach (var recipient in recipients)
            AddGrant(round, wallets, recipient, 7, $"late {recipient}");
    }

    private void AddGrant(ChangeSet round, Dictionary<Id<User>, Wallet> wallets, Id<User> recipient, long amount, string key)
    {
        var intent = Grant(recipient, amount, key);
        var (debit, credit) = CreditMovement.By(intent.Grant, Noon)
            .Post(wallets[Wallet.SystemOwner], wallets[recipient], NewId<LedgerEntry>(), NewId<LedgerEntry>());
        round.LedgerEntries.AddRange([debit, credit]);
        round.IdempotencyRecords.Add(IdempotencyRecord.OfGrant(intent.Key!.Value, intent.Fingerprint!, intent.Grant, wallets[recipient].Balance));
    }
}
