using System.Collections.Concurrent;
using System.Diagnostics;
using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Intents.Batches;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Telemetry;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Application.Tests.GroupCommit;

/// <summary>Time stands still in these tests unless they move it: whatever waits for a timer would wait for ever.</summary>
public sealed class GroupCommitEngineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ScriptedStore store = Samples.Fill(new ScriptedStore());
    private readonly FakeTimeProvider time = new(new DateTimeOffset(Samples.Noon.AddMinutes(1)));

    [Fact]
    public void Commit_WhenAlone_ThenWaitsForNobody()
    {
        var send = Engine().CommitAsync(Samples.To(Samples.Team, Samples.Ada));

        Assert.True(send.IsCompletedSuccessfully);
        Assert.Equal([1], store.Rounds);
    }

    [Fact]
    public async Task Commit_WhenManyWait_ThenTheyMakeOneRound()
    {
        var receipts = await Task.WhenAll(await AppendTogetherAsync(Engine(), 5)).WaitAsync(Patience);

        Assert.Equal([1, 5], store.Rounds);
        Assert.Equal([2, 3, 4, 5, 6], receipts.Select(receipt => receipt.Message.Sequence));
    }

    [Fact]
    public async Task Commit_WhenMoreWaitThanARoundTakes_ThenTheyMakeSeveral()
    {
        await Task.WhenAll(await AppendTogetherAsync(Engine(new GroupCommitOptions { MaxRoundIntents = 3 }), 7)).WaitAsync(Patience);

        Assert.Equal([1, 3, 3, 1], store.Rounds);
    }

    [Fact]
    public async Task Commit_WhenTheyWeighMoreThanARoundTakes_ThenTheyMakeSeveral()
    {
        var engine = Engine(new GroupCommitOptions { MaxRoundWeight = 10 });

        await Task.WhenAll(await AppendTogetherAsync(engine, 5, "12345")).WaitAsync(Patience);

        Assert.Equal([1, 2, 2, 1], store.Rounds);
    }

    [Fact]
    public async Task Commit_WhenOneIsHeavierThanARound_ThenItGoesAlone()
    {
        var engine = Engine(new GroupCommitOptions { MaxRoundWeight = 4 });

        await Task.WhenAll(await AppendTogetherAsync(engine, 2, "12345")).WaitAsync(Patience);

        Assert.Equal([1, 1, 1], store.Rounds);
    }

    [Fact]
    public async Task Commit_WhenTheChatIsCached_ThenNothingIsLoadedAndAKeyIsTakenToBeNew()
    {
        var engine = Engine();
        await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada));
        Assert.Equal(1, store.Loads);

        await engine.CommitAsync(Samples.To(Samples.Team, Samples.Bob));
        await engine.CommitAsync(Samples.To(Samples.Team, Samples.Bob));
        Assert.Equal(1, store.Loads);

        await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada, key: "k"));
        Assert.Equal(1, store.Loads);
        Assert.Single(store.IdempotencyRecords);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_WhenAMessageInACachedGroupIsForOneUser_ThenOnlyTheirDirectChatIsLoaded(bool ofTwo)
    {
        var engine = Engine();
        var intent = ofTwo
            ? Samples.To(Samples.Two, Samples.Bob)
            : Samples.To(Samples.Team, Samples.Bob) with { TargetUserId = Samples.Ada };
        await engine.CommitAsync(intent with { MessageId = Samples.NewMessageId() });
        var loads = store.Loads;

        await engine.CommitAsync(intent);

        Assert.Equal(loads + 1, store.Loads);
        Assert.Equal([DirectPair.Of(Samples.Ada, Samples.Bob)], store.LastNeeds!.Pairs);
        Assert.Empty(store.LastNeeds.Chats);
        Assert.Empty(store.LastNeeds.Wallets);
    }

    [Fact]
    public async Task Commit_WhenSomethingIsToBeLoadedAnyway_ThenTheKeyIsToo()
    {
        await Engine().CommitAsync(Samples.To(Samples.Team, Samples.Ada, key: "k"));

        Assert.Equal([Samples.Team], store.LastNeeds!.Chats);
        Assert.Single(store.LastNeeds.Keys);
    }

    [Fact]
    public async Task Commit_WhenAKeyTakenToBeNewIsUsed_ThenReplaysItAndKeysAreReadFirstForAWhile()
    {
        var engine = Engine();
        var sent = await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada, key: "k"));

        var replay = await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada, key: "k"));
        Assert.True(replay.Replayed);
        Assert.Equal(sent.Message, replay.Message);
        Assert.Equal(2, store.Commits);

        Assert.True((await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada, key: "k"))).Replayed);
        Assert.Equal(2, store.Commits);
        Assert.Single(store.Messages);
    }

    [Fact]
    public async Task Commit_WhenOneIsRefusedWhoseKeyWasTakenToBeNew_ThenTheKeyIsReadBeforeTheAnswer()
    {
        var engine = Engine();
        await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada, key: "k"));
        var (gate, first) = Hold(engine);
        var intent = Samples.To(Samples.Team, Samples.Ada, key: "k");
        var refused = engine.CommitAsync(intent with { Draft = intent.Draft with { File = "gone.jpg" }, Fingerprint = Fingerprint.Of("another") });
        var unused = engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada, key: "unused") with { Draft = intent.Draft with { File = "gone.jpg" } });
        var other = engine.CommitAsync(Samples.To(Samples.Team, Samples.Bob));
        gate.SetResult();
        await first;

        Assert.Equal(ErrorCode.KeyReused, (await Assert.ThrowsAsync<RefusedException>(() => refused.WaitAsync(Patience))).Code);
        Assert.Equal(ErrorCode.MediaNotFound, (await Assert.ThrowsAsync<RefusedException>(() => unused.WaitAsync(Patience))).Code);
        Assert.Equal(3, (await other.WaitAsync(Patience)).Message.Sequence);
        Assert.Equal([1, 2, 3], store.Messages.Select(message => message.Sequence));
    }

    [Fact]
    public async Task Commit_WhenARoundNeedsManyThings_ThenAllAreLoadedAtOnce()
    {
        var three = Chat.Group(Id<Chat>.Parse("64d15f9e2e6c8f4d5a123458"), null, [Samples.Ada, Samples.Bob, Samples.Eve], Samples.Noon);
        store.Put(three);
        var engine = Engine();
        var (gate, first) = Hold(engine);
        var sends = new[]
        {
            engine.CommitAsync(Samples.To(three.Id, Samples.Ada, key: "k")),
            engine.CommitAsync(Samples.ToPerson(Samples.Eve, Samples.Ada)),
            engine.CommitAsync(Samples.To(three.Id, Samples.Bob)),
        };
        gate.SetResult();
        await first;
        await Task.WhenAll(sends).WaitAsync(Patience);

        Assert.Equal(2, store.Loads);
        Assert.Equal([three.Id], store.LastNeeds!.Chats);
        Assert.Equal([Samples.Eve], store.LastNeeds.Users);
        Assert.Equal(3, store.Rounds[^1]);
    }

    [Fact]
    public async Task Commit_WhenADirectChatIsCached_ThenEitherOfTheTwoFindsIt()
    {
        var engine = Engine();
        var chatId = (await engine.CommitAsync(Samples.ToPerson(Samples.Eve, Samples.Ada))).Message.ChatId;
        var loads = store.Loads;

        Assert.Equal(chatId, (await engine.CommitAsync(Samples.ToPerson(Samples.Ada, Samples.Eve))).Message.ChatId);
        Assert.Equal(chatId, (await engine.CommitAsync(Samples.To(chatId, Samples.Eve))).Message.ChatId);
        Assert.Equal(loads, store.Loads);
    }

    [Fact]
    public async Task Commit_WhenAMemberWasAddedElsewhere_ThenIsLetIn()
    {
        var engine = Engine();
        await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada));
        store.SetMembers(Samples.Team, [Samples.Ada, Samples.Eve]);

        Assert.Equal(2, (await engine.CommitAsync(Samples.To(Samples.Team, Samples.Eve))).Message.Sequence);
    }

    [Fact]
    public async Task Commit_WhenAMemberWasRemovedElsewhere_ThenIsRefused()
    {
        var engine = Engine();
        await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada));
        store.SetMembers(Samples.Team, [Samples.Bob]);

        var refusal = await Assert.ThrowsAsync<RefusedException>(() => engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada)).WaitAsync(Patience));

        Assert.Equal(ErrorCode.NotAMember, refusal.Code);
        Assert.Single(store.Messages);
    }

    [Fact]
    public async Task Commit_WhenOneOfARoundIsRefused_ThenTheOthersGoOn()
    {
        var engine = Engine();
        var (gate, first) = Hold(engine);
        var refused = engine.CommitAsync(Samples.To(Samples.Team, Samples.Eve));
        var sent = engine.CommitAsync(Samples.To(Samples.Team, Samples.Bob));
        gate.SetResult();

        await first;
        Assert.Equal(2, (await sent.WaitAsync(Patience)).Message.Sequence);
        await Assert.ThrowsAsync<RefusedException>(() => refused);
    }

    [Fact]
    public async Task Commit_WhenAnotherNodeWasAhead_ThenTheNumberFollowsItsMessage()
    {
        var (engine, other) = (Engine(), Engine());
        await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada));
        await other.CommitAsync(Samples.To(Samples.Team, Samples.Bob));

        Assert.Equal(3, (await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada)).WaitAsync(Patience)).Message.Sequence);
        Assert.Equal([1, 2, 3], store.Messages.Select(message => message.Sequence));
    }

    [Fact]
    public async Task Commit_WhenAKeyComesTwiceInOneRound_ThenThereIsOneMessageAndAReplay()
    {
        var engine = Engine();
        var (gate, first) = Hold(engine);
        var one = engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada, "Once", "k"));
        var two = engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada, "Once", "k"));
        var other = engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada, "Else", "k"));
        gate.SetResult();
        await first;

        Assert.False((await one.WaitAsync(Patience)).Replayed);
        var replay = await two;
        Assert.True(replay.Replayed);
        Assert.Same((await one).Message, replay.Message);
        Assert.Equal(ErrorCode.KeyReused, (await Assert.ThrowsAsync<RefusedException>(() => other)).Code);
        Assert.Equal(2, store.Messages.Count);
    }

    [Fact]
    public async Task Commit_WhenTheKeyIsUsedElsewhereMeanwhile_ThenReplaysThat()
    {
        var (engine, other) = (Engine(), Engine());
        var sent = default(CommittedSend);
        store.BeforeCommit = async (_, _) =>
        {
            store.BeforeCommit = (_, _) => Task.CompletedTask;
            sent = await other.CommitAsync(Samples.To(Samples.Two, Samples.Ada, key: "k"));
        };

        var receipt = await engine.CommitAsync(Samples.To(Samples.Two, Samples.Ada, key: "k")).WaitAsync(Patience);

        Assert.True(receipt.Replayed);
        Assert.Equal(sent!.Message, receipt.Message);
        Assert.Single(store.Messages);
    }

    [Fact]
    public async Task Commit_WhenTheStoreFails_ThenTheRoundGetsThatAndTheChatsAreLoadedAnew()
    {
        var engine = Engine();
        await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada));
        store.BeforeCommit = (_, _) => throw new StoreUnavailableException();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada)));
        store.BeforeCommit = (_, _) => Task.CompletedTask;

        Assert.Equal(2, (await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada))).Message.Sequence);
        Assert.Equal(2, store.Loads);
    }

    [Fact]
    public async Task Commit_WhenTheAnswerOfACommitIsLost_ThenTheSameKeyTells()
    {
        var engine = Engine();
        store.AfterCommit = _ => throw new StoreUnavailableException();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada, key: "k")));
        store.AfterCommit = _ => Task.CompletedTask;

        Assert.True((await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada, key: "k"))).Replayed);
        Assert.Equal(2, (await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada))).Message.Sequence);
        Assert.Equal(2, store.Messages.Count);
    }

    [Fact]
    public async Task Commit_WhenTheStoreHasADefect_ThenItIsTheAnswerAndTheNextGoesOn()
    {
        var engine = Engine();
        store.BeforeLoad = _ => throw new InvalidOperationException();
        await Assert.ThrowsAsync<InvalidOperationException>(() => engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada)));
        store.BeforeLoad = _ => Task.CompletedTask;

        Assert.Equal(1, (await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada)).WaitAsync(Patience)).Message.Sequence);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commit_WhenTheStoreHangs_ThenIsGivenUpAtTheDeadline(bool inLoad)
    {
        var engine = Engine(new GroupCommitOptions { Deadline = TimeSpan.FromSeconds(2) });
        if (inLoad)
            store.BeforeLoad = token => Task.Delay(Timeout.Infinite, token);
        else
            store.BeforeCommit = (_, token) => Task.Delay(Timeout.Infinite, token);
        var send = engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada));

        time.Advance(TimeSpan.FromMilliseconds(1999));
        Assert.False(send.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => send.WaitAsync(Patience));
    }

    [Fact]
    public async Task Commit_WhenItWaitedTooLong_ThenIsTurnedAwayUntried()
    {
        var engine = Engine(new GroupCommitOptions { Deadline = TimeSpan.FromSeconds(2) });
        var (gate, first) = Hold(engine);
        var late = engine.CommitAsync(Samples.To(Samples.Team, Samples.Bob));
        time.Advance(TimeSpan.FromSeconds(1));
        var inTime = engine.CommitAsync(Samples.To(Samples.Team, Samples.Cem));
        time.Advance(TimeSpan.FromSeconds(1));

        // The first is in a round that the store does not answer; those behind it wait for that round.
        await Assert.ThrowsAsync<StoreUnavailableException>(() => first.WaitAsync(Patience));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => late.WaitAsync(Patience));
        Assert.Equal(Samples.Cem, (await inTime.WaitAsync(Patience)).Message.SenderId);
        gate.SetResult();
        Assert.DoesNotContain(store.Messages, message => message.SenderId == Samples.Bob);
    }

    [Fact]
    public async Task Commit_WhenTimePassesWhileTheLateAreSortedOut_ThenEachStillGetsAnAnswer()
    {
        for (var offset = 0; offset <= 60; offset += 5)
        {
            var hasty = new HastyTime();
            var engine = new GroupCommitEngine(
                store, new CountingIds(), hasty, NullLogger<GroupCommitEngine>.Instance, new GroupCommitOptions { Deadline = TimeSpan.FromSeconds(1) });
            var (gate, first) = Hold(engine);
            var late = engine.CommitAsync(Samples.To(Samples.Team, Samples.Bob));
            hasty.Advance(TimeSpan.FromMilliseconds(500));
            var onTheEdge = engine.CommitAsync(Samples.To(Samples.Team, Samples.Cem));
            hasty.Advance(TimeSpan.FromMilliseconds(1000 - offset));
            hasty.Step = TimeSpan.FromMilliseconds(10);
            gate.SetResult();

            await Record.ExceptionAsync(() => first.WaitAsync(Patience));
            await Assert.ThrowsAsync<StoreUnavailableException>(() => late.WaitAsync(Patience));
            var ended = await Task.WhenAny(onTheEdge, Task.Delay(Patience));
            Assert.True(ended == onTheEdge, $"No answer with {offset} ms left.");
        }
    }

    [Fact]
    public async Task Commit_WhenOneChatIsContended_ThenTheOthersOfItsRoundGoOn()
    {
        var engine = Engine();
        Contend();
        var (gate, first) = Hold(engine);
        var contended = engine.CommitAsync(Samples.To(Samples.Two, Samples.Ada));
        var others = Enumerable.Range(0, 5).Select(_ => engine.CommitAsync(Samples.To(Samples.Team, Samples.Bob))).ToList();
        gate.SetResult();

        await first;
        await Task.WhenAll(others).WaitAsync(Patience);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => contended.WaitAsync(Patience));
        Assert.Equal(6, store.Messages.Count);
    }

    /// <summary>A batch of nothing but refusals has no lock to be grouped by.</summary>
    [Fact]
    public async Task Commit_WhenABatchThatLocksNothingIsInAContendedRound_ThenTheOthersGoOn()
    {
        var engine = Engine();
        Contend();
        var (gate, first) = Hold(engine);
        var contended = engine.CommitAsync(Samples.To(Samples.Two, Samples.Ada));
        var other = engine.CommitAsync(Samples.To(Samples.Team, Samples.Bob));
        var refused = engine.CommitAsync(new BatchIntent([new RefusedIntent(new RefusedException(ErrorCode.Forbidden))], null, null));
        gate.SetResult();

        await first;
        await other.WaitAsync(Patience);
        await Assert.ThrowsAsync<RefusedException>(() => refused.WaitAsync(Patience));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => contended.WaitAsync(Patience));
    }

    /// <summary>Each round would write down what the batch is, and the second would find its key used.</summary>
    [Fact]
    public async Task Commit_WhenABatchTakesTwoRounds_ThenTheyFollowOneAnotherAndWhatItIsIsWrittenOnce()
    {
        var engine = Engine(new GroupCommitOptions { MaxRoundIntents = 1 });
        foreach (var chat in new[] { Samples.Team, Samples.Two })
            await engine.CommitAsync(Samples.To(chat, Samples.Ada));
        store.Rounds.Clear();
        var attempts = 0;
        store.BeforeCommit = (_, _) =>
        {
            attempts++;
            return Task.CompletedTask;
        };
        var key = new IdempotencyKey(Samples.Ada, "batch", IdempotencyScope.Batches);

        var answers = engine.CommitTogether<SeriesReceipt>(
            [.. new[] { Samples.Team, Samples.Two }.Select(chat => new SeriesIntent([Samples.To(chat, Samples.Ada, key: $"batch#{chat}")], key, Fingerprint.Of("series")))]);

        foreach (var answer in answers)
            Assert.NotNull(Assert.Single((await answer.WaitAsync(Patience)).Items).Sent);
        Assert.Equal([1, 1], store.Rounds);
        Assert.Equal(2, attempts);
    }

    /// <summary>The node remembers what the one is, and for the other one the store is asked.</summary>
    [Fact]
    public async Task Load_WhenBothModesOfAKeyAreInOneRound_ThenItIsLoadedAllTheSame()
    {
        var key = new IdempotencyKey(Samples.Ada, "batch", IdempotencyScope.Batches);
        var series = new SeriesIntent([Samples.To(Samples.Team, Samples.Ada, key: "batch#0")], key, Fingerprint.Of("series"));
        await Engine().CommitAsync(series);
        var loader = new RoundLoader(store, time, new GroupCommitOptions());
        loader.Cache([series], await loader.LoadAsync([series], readsKeys: true, default));

        var state = await loader.LoadAsync([series, new BatchIntent([Samples.To(Samples.Two, Samples.Ada)], key, Fingerprint.Of("atomic"))], readsKeys: true, default);

        Assert.Equal(series.Fingerprint, state.IdempotencyRecords[key].Fingerprint);
    }

    [Fact]
    public async Task Commit_WhenABatchIsOfTheOtherModeThanItsKeySays_ThenIsRefusedAsAWhole()
    {
        var engine = Engine();
        var key = new IdempotencyKey(Samples.Ada, "batch", IdempotencyScope.Batches);
        await engine.CommitAsync(new BatchIntent([Samples.To(Samples.Team, Samples.Ada)], key, Fingerprint.Of("atomic")));

        var series = new SeriesIntent([Samples.To(Samples.Team, Samples.Ada, key: "batch#0")], key, Fingerprint.Of("series"));

        Assert.Equal(ErrorCode.KeyReused, (await Assert.ThrowsAsync<RefusedException>(() => engine.CommitAsync(series))).Code);
        Assert.Single(store.Messages);
    }

    /// <summary>A commit verifies only what is in it: a refusal that came of memory alone would be of no time at all.</summary>
    [Fact]
    public async Task Commit_WhenRefusedInAChatThatWasHeldInMemory_ThenIsDecidedByWhatIsTrueNow()
    {
        var engine = Engine();
        await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada));
        await Engine().CommitAsync(Samples.To(Samples.Team, Samples.Bob));
        var late = Samples.To(Samples.Team, Samples.Ada) with { ExpectedSequence = 1, Draft = new MediaDraft(null) { File = "none.jpg" } };

        Assert.Equal(ErrorCode.ChatMoved, (await Assert.ThrowsAsync<RefusedException>(() => engine.CommitAsync(late))).Code);
    }

    [Fact]
    public async Task Commit_WhenOneChatIsContended_ThenThoseWhoComeLaterGoOn()
    {
        var engine = Engine();
        var (later, answeredAt) = (default(Task<CommittedSend>), default(TimeSpan?));
        var start = time.GetTimestamp();
        Contend(conflict =>
        {
            if (conflict == 10)
                later = engine.CommitAsync(Samples.To(Samples.Team, Samples.Bob));
        });
        store.AfterCommit = _ =>
        {
            answeredAt = time.GetElapsedTime(start);
            return Task.CompletedTask;
        };

        var contended = engine.CommitAsync(Samples.To(Samples.Two, Samples.Ada));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => contended.WaitAsync(Patience));
        await later!.WaitAsync(Patience);
        Assert.InRange(answeredAt!.Value, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task Commit_WhenARoundHangsBeforeTheContendedAreTriedAgain_ThenTheyKeepTheirDeadline()
    {
        var options = new GroupCommitOptions();
        var engine = Engine(options);
        var (later, hanging, start) = (default(Task<CommittedSend>), new TaskCompletionSource(), time.GetTimestamp());
        Contend(conflict =>
        {
            if (conflict != 10)
                return;
            store.BeforeCommit = (changes, token) =>
            {
                if (changes.Chats.Exists(change => change.Chat.Id == Samples.Two))
                    return Task.CompletedTask;
                hanging.TrySetResult();
                return Task.Delay(Timeout.Infinite, token);
            };
            later = engine.CommitAsync(Samples.To(Samples.Team, Samples.Bob));
        });
        var contended = engine.CommitAsync(Samples.To(Samples.Two, Samples.Ada));
        await hanging.Task.WaitAsync(Patience);
        Assert.False(contended.IsCompleted);

        time.Advance(options.Deadline - time.GetElapsedTime(start));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => contended.WaitAsync(Patience));
        Assert.False(later!.IsCompleted);
        time.Advance(options.Deadline);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => later.WaitAsync(Patience));
    }

    [Fact]
    public async Task Commit_WhenTheContentionEnds_ThenTheSendIsCommitted()
    {
        var engine = Engine();
        Contend(conflict => store.Conflicts = conflict == 20 ? _ => false : store.Conflicts);

        Assert.Equal(1, (await engine.CommitAsync(Samples.To(Samples.Two, Samples.Ada)).WaitAsync(Patience)).Message.Sequence);
    }

    [Fact]
    public async Task Commit_WhenAnotherNodeWasAheadLately_ThenTheChatsAreLoadedAnew()
    {
        var (engine, other) = (Engine(), Engine());
        await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada));
        await other.CommitAsync(Samples.To(Samples.Team, Samples.Bob));
        await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada)).WaitAsync(Patience);
        await other.CommitAsync(Samples.To(Samples.Team, Samples.Bob)).WaitAsync(Patience);

        var conflicts = 0;
        store.BeforeCommit = (changes, _) =>
        {
            conflicts += changes.Chats[0].BaseSequence == store.Messages.Count ? 0 : 1;
            return Task.CompletedTask;
        };
        await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada)).WaitAsync(Patience);
        Assert.Equal(0, conflicts);
        Assert.Equal([Samples.Team], store.LastNeeds!.Chats);

        // Nobody else sends any more: memory is relied on again.
        time.Advance(new GroupCommitOptions().CacheBypass);
        var needs = store.LastNeeds;
        await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada)).WaitAsync(Patience);
        Assert.Equal(0, conflicts);
        Assert.Same(needs, store.LastNeeds);
    }

    [Fact]
    public async Task Commit_WhenOthersKeepComing_ThenTheFirstIsNotKeptToServeThem()
    {
        var engine = Engine();
        var (caller, isInside, wasKept) = (Environment.CurrentManagedThreadId, true, false);
        var second = default(Task<CommittedSend>);
        store.BeforeCommit = (_, _) =>
        {
            // The store answers at once, so that nothing but the engine itself lets go of the caller.
            if (second is null)
                second = engine.CommitAsync(Samples.To(Samples.Team, Samples.Bob));
            else
                wasKept = Volatile.Read(ref isInside) && Environment.CurrentManagedThreadId == caller;
            return Task.CompletedTask;
        };

        var first = engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada));
        Volatile.Write(ref isInside, false);

        await first;
        await second!.WaitAsync(Patience);
        Assert.False(wasKept);
    }

    [Fact]
    public async Task DryRun_WhenLetIn_ThenReadsWhatIsTrueNowAndWritesNothing()
    {
        var engine = Engine();
        await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada));
        await Engine().CommitAsync(Samples.To(Samples.Team, Samples.Bob));

        var receipt = await engine.DryRunAsync(Samples.To(Samples.Team, Samples.Ada, key: "k"), default);

        Assert.Equal(3, receipt.Message.Sequence);
        Assert.False(receipt.Replayed);
        Assert.Equal(2, store.Messages.Count);
        Assert.Empty(store.LastNeeds!.Keys);
        await Assert.ThrowsAsync<RefusedException>(() => engine.DryRunAsync(Samples.To(Samples.Team, Samples.Eve), default));
    }

    [Fact]
    public async Task Commit_WhenSpansAreCollected_ThenTheSpanOfTheSendLinksToThatOfItsRound()
    {
        var rounds = new ConcurrentBag<ActivitySpanId>();
        using var listener = new ActivityListener
        {
            // By the name: the source is asked about while it is made, where no test has used it before.
            ShouldListenTo = source => source.Name == AllmineTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span => rounds.Add(span.OperationName == "round" ? span.SpanId : default),
        };
        ActivitySource.AddActivityListener(listener);
        using var send = AllmineTelemetry.Source.StartActivity("send")!;

        await Engine().CommitAsync(Samples.To(Samples.Team, Samples.Ada));

        Assert.Contains(Assert.Single(send.Links).Context.SpanId, rounds);
    }

    private GroupCommitEngine Engine(GroupCommitOptions? options = null) => new(
        store, new CountingIds(), time, NullLogger<GroupCommitEngine>.Instance, (options ?? new GroupCommitOptions()) with { Random = new NoPauses() });

    /// <summary>Begins a round that lasts until the gate is opened, so that sends can wait behind it.</summary>
    private (TaskCompletionSource Gate, Task<CommittedSend> First) Hold(GroupCommitEngine engine)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = store.BeforeCommit;
        store.BeforeCommit = async (_, _) =>
        {
            store.BeforeCommit = before;
            await gate.Task;
        };
        return (gate, engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada)));
    }

    private async Task<List<Task<CommittedSend>>> AppendTogetherAsync(GroupCommitEngine engine, int count, string text = "Hello")
    {
        var (gate, first) = Hold(engine);
        var sends = Enumerable.Range(0, count).Select(_ => engine.CommitAsync(Samples.To(Samples.Team, Samples.Bob, text))).ToList();
        gate.SetResult();
        await first;
        return sends;
    }

    /// <summary>Whatever is sent to <see cref="Samples.Two"/> conflicts, which takes a millisecond each time.</summary>
    private void Contend(Action<int>? onConflict = null)
    {
        var conflicts = 0;
        store.Conflicts = changes =>
        {
            if (!changes.Chats.Exists(change => change.Chat.Id == Samples.Two))
                return false;
            time.Advance(TimeSpan.FromMilliseconds(1));
            onConflict?.Invoke(++conflicts);
            return true;
        };
    }
}
