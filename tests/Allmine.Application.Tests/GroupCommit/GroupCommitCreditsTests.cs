using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Application.Tests.GroupCommit;

/// <summary>What the engine makes of wallets. Time stands still unless a test moves it.</summary>
public sealed class GroupCommitCreditsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ScriptedStore store = Samples.Fill(new ScriptedStore());
    private readonly FakeTimeProvider time = new(new DateTimeOffset(Samples.Noon.AddMinutes(1)));

    [Fact]
    public async Task Commit_WhenWalletsAreInMemory_ThenTheyAreNotLoadedAgain()
    {
        var engine = await RichEngineAsync();
        await engine.CommitAsync(Samples.Credits(Samples.Bob, Samples.Ada, 1));
        var loads = store.Loads;

        await engine.CommitAsync(Samples.Credits(Samples.Bob, Samples.Ada, 1));
        await engine.CommitAsync(Samples.Credits(Samples.Ada, Samples.Bob, 2));

        Assert.Equal(loads, store.Loads);
    }

    [Fact]
    public async Task Commit_WhenTheWalletInMemoryDoesNotCoverTheRound_ThenItIsLoaded()
    {
        var engine = await RichEngineAsync();
        await engine.CommitAsync(Samples.Credits(Samples.Bob, Samples.Ada, 90));
        await Engine().CommitAsync(Samples.Grant(Samples.Ada, 50, "elsewhere"));

        // Each is covered by what is in memory, and both together are not.
        var receipts = await TogetherAsync(engine, Samples.Credits(Samples.Bob, Samples.Ada, 8), Samples.Credits(Samples.Bob, Samples.Ada, 8));

        Assert.Equal([52, 44], receipts.Select(receipt => receipt.Balance));
        Assert.Equal([Samples.Ada], store.LastNeeds!.Wallets);
    }

    [Fact]
    public async Task Commit_WhenTheRefusedAndACopyShareARound_ThenOneIsRecordedAndBothAreRefused()
    {
        var engine = Engine();
        var (gate, first) = Hold(engine);
        var sends = Enumerable.Range(0, 2).Select(_ => engine.CommitAsync(Samples.Credits(Samples.Bob, Samples.Ada, 5, "k"))).ToList();
        gate.SetResult();
        await first;

        var refusals = new List<RefusedException>();
        foreach (var send in sends)
            refusals.Add(await Assert.ThrowsAsync<RefusedException>(() => send.WaitAsync(Patience)));

        Assert.Equal([false, true], refusals.Select(refusal => refusal.Replayed));
        Assert.Equal(ErrorCode.InsufficientCredits, Assert.Single(store.IdempotencyRecords).Value.Refusal);
    }

    [Fact]
    public async Task Commit_WhenARefusalCannotBeRecorded_ThenTheAnswerIsNotARefusal()
    {
        store.BeforeCommit = (_, _) => throw new StoreUnavailableException();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Engine().CommitAsync(Samples.Credits(Samples.Bob, Samples.Ada, 5, "k")));

        Assert.Empty(store.IdempotencyRecords);
    }

    [Fact]
    public async Task Commit_WhenARefusedAndAnAcceptedShareARound_ThenTheOneDoesNotHoldUpTheOther()
    {
        var engine = await RichEngineAsync();

        var (gate, first) = Hold(engine);
        var good = engine.CommitAsync(Samples.Credits(Samples.Bob, Samples.Ada, 60, "good"));
        var bad = engine.CommitAsync(Samples.Credits(Samples.Bob, Samples.Ada, 60, "bad"));
        var back = engine.CommitAsync(Samples.Credits(Samples.Ada, Samples.Bob, 60, "back"));
        gate.SetResult();
        await first;

        Assert.Equal(40, (await good.WaitAsync(Patience)).Balance);
        await Assert.ThrowsAsync<RefusedException>(() => bad.WaitAsync(Patience));
        Assert.Equal(0, (await back.WaitAsync(Patience)).Balance);
        Assert.Equal(100, store.Wallet(Samples.Ada).Balance);
    }

    [Fact]
    public async Task Commit_WhenAFailureLeavesTheOutcomeOpen_ThenTheWalletsAreLoadedAnew()
    {
        var engine = await RichEngineAsync();
        await engine.CommitAsync(Samples.Credits(Samples.Bob, Samples.Ada, 1));
        store.BeforeCommit = (_, _) => throw new StoreUnavailableException();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => engine.CommitAsync(Samples.Credits(Samples.Bob, Samples.Ada, 9)));
        store.BeforeCommit = (_, _) => Task.CompletedTask;

        Assert.Equal(89, (await engine.CommitAsync(Samples.Credits(Samples.Bob, Samples.Ada, 10))).Balance);
        Assert.Equal([Samples.Ada, Samples.Bob], store.LastNeeds!.Wallets.Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commit_WhenOneHasBlockedTheOther_ThenNeitherGetsTheOthersCreditsInAGroupEither(bool recipientBlocks)
    {
        var engine = await RichEngineAsync();
        await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada));
        var pair = Chat.Unopened(Samples.NoChat, Samples.Ada, Samples.Bob);
        pair.Block(recipientBlocks ? Samples.Bob : Samples.Ada, Samples.Noon);
        store.Put(pair);

        var refusal = await Assert.ThrowsAsync<RefusedException>(() => engine.CommitAsync(Samples.Credits(Samples.Bob, Samples.Ada, 1, "k", Samples.Team)));

        Assert.Equal(ErrorCode.Blocked, refusal.Code);
        Assert.DoesNotContain(store.IdempotencyRecords.Values, record => record.Refusal is not null);
        Assert.Equal(100, store.Wallet(Samples.Ada).Balance);
        Assert.Equal(99, (await engine.CommitAsync(Samples.Credits(Samples.Cem, Samples.Ada, 1, "k", Samples.Team))).Balance);
        await Assert.ThrowsAsync<RefusedException>(() => engine.DryRunAsync(Samples.Credits(Samples.Bob, Samples.Ada, 1, null, Samples.Team), default));
    }

    [Fact]
    public async Task Commit_WhenABlockWasTakenBack_ThenCreditsGoThroughInAGroupAgain()
    {
        var engine = await RichEngineAsync();
        var pair = Chat.Unopened(Samples.NoChat, Samples.Ada, Samples.Bob);
        pair.Block(Samples.Bob, Samples.Noon);
        store.Put(pair);
        await Assert.ThrowsAsync<RefusedException>(() => engine.CommitAsync(Samples.Credits(Samples.Bob, Samples.Ada, 1, null, Samples.Team)));
        pair.Unblock(Samples.Bob);
        store.Put(pair);

        Assert.Equal(99, (await engine.CommitAsync(Samples.Credits(Samples.Bob, Samples.Ada, 1, null, Samples.Team))).Balance);
    }

    [Fact]
    public async Task Commit_WhenOneWalletKeepsConflicting_ThenTheOthersGoOn()
    {
        var engine = Engine();
        foreach (var user in new[] { Samples.Ada, Samples.Bob, Samples.Cem })
            await engine.CommitAsync(Samples.Grant(user, 100, $"{user}"));
        store.Conflicts = changes => changes.Wallets.Exists(change => change.Wallet.Owner == Samples.Eve);

        var (gate, first) = Hold(engine);
        List<Task<CommittedSend>> stuck = [.. new[] { Samples.Ada, Samples.Bob, Samples.Cem }.Select(user => engine.CommitAsync(Samples.Credits(Samples.Eve, user, 1)))];
        var free = engine.CommitAsync(Samples.Credits(Samples.Bob, Samples.Cem, 1));
        var text = engine.CommitAsync(Samples.To(Samples.Team, Samples.Bob));
        gate.SetResult();
        await first;

        Assert.Equal(99, (await free.WaitAsync(Patience)).Balance);
        await text.WaitAsync(Patience);
        Assert.All(stuck, send => Assert.False(send.IsCompleted));
        store.Conflicts = _ => false;
        await Task.WhenAll(stuck).WaitAsync(Patience);
        Assert.Equal(3, store.Wallet(Samples.Eve).Balance);
    }

    [Fact]
    public async Task Grant_WhenItIsInARoundWithSends_ThenTheyShareTheCommit()
    {
        var engine = Engine();
        var (gate, first) = Hold(engine);
        var grant = engine.CommitAsync(Samples.Grant(Samples.Ada, 10, "g"));
        var send = engine.CommitAsync(Samples.Credits(Samples.Bob, Samples.Ada, 10));
        gate.SetResult();
        await first;

        Assert.Equal(10, (await grant.WaitAsync(Patience)).Balance);
        Assert.Equal(0, (await send.WaitAsync(Patience)).Balance);
        Assert.Equal(2, store.Rounds.Count);
    }

    private async Task<GroupCommitEngine> RichEngineAsync()
    {
        var engine = Engine();
        await engine.CommitAsync(Samples.Grant(Samples.Ada, 100, "rich"));
        await engine.CommitAsync(Samples.ToPerson(Samples.Bob, Samples.Ada));
        return engine;
    }

    private async Task<CommittedSend[]> TogetherAsync(GroupCommitEngine engine, params MessageIntent[] intents)
    {
        var (gate, first) = Hold(engine);
        var sends = intents.Select(engine.CommitAsync).ToList();
        gate.SetResult();
        await first;
        return await Task.WhenAll(sends).WaitAsync(Patience);
    }

    /// <summary>Begins a round that lasts until the gate is opened, so that others can wait behind it.</summary>
    private (TaskCompletionSource Gate, Task<CommittedSend> First) Hold(GroupCommitEngine engine)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.BeforeCommit = async (_, _) =>
        {
            store.BeforeCommit = (_, _) => Task.CompletedTask;
            await gate.Task;
        };
        return (gate, engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada)));
    }

    private GroupCommitEngine Engine() => new(
        store, new CountingIds(), time, NullLogger<GroupCommitEngine>.Instance, new GroupCommitOptions { Random = new NoPauses() });
}
