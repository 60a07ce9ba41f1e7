using System.Diagnostics.Metrics;
using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports;
using Allmine.Application.Telemetry;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Application.Tests.GroupCommit;

/// <summary>Whatever goes wrong concerns the send that it is about, and never stops the engine.</summary>
public sealed class GroupCommitEngineFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly InvalidOperationException Fault = new("a fault of this test");

    private readonly ScriptedStore store = Samples.Fill(new ScriptedStore());
    private readonly FakeTimeProvider time = new(new DateTimeOffset(Samples.Noon.AddMinutes(1)));

    [Fact]
    public async Task Commit_WhenOneIntentMakesTheDecisionFail_ThenItAloneFails()
    {
        var (poisoned, others) = await TogetherAsync(Engine(), Samples.To(Samples.Team, Samples.Ada) with { Draft = new ThrowingDraft() });

        Assert.Same(Fault, await Assert.ThrowsAsync<InvalidOperationException>(() => poisoned.WaitAsync(Patience)));
        await AssertCommittedAsync(others);
    }

    [Fact]
    public async Task Commit_WhenOneIntentMakesTheLoadFail_ThenItAloneFails()
    {
        store.BeforeLoad = _ => store.LastAsked?.Chats.Contains(Samples.NoChat) == true ? throw Fault : Task.CompletedTask;

        var (poisoned, others) = await TogetherAsync(Engine(), Samples.To(Samples.NoChat, Samples.Ada));

        Assert.Same(Fault, await Assert.ThrowsAsync<InvalidOperationException>(() => poisoned.WaitAsync(Patience)));
        await AssertCommittedAsync(others);
    }

    [Fact]
    public async Task Commit_WhenOneMessageMakesTheCommitFail_ThenItAloneFails()
    {
        store.BeforeCommit = (changes, _) => changes.Messages.Exists(message => message.Content == "poison") ? throw Fault : Task.CompletedTask;

        var (poisoned, others) = await TogetherAsync(Engine(), Samples.To(Samples.Team, Samples.Ada, "poison"));

        Assert.Same(Fault, await Assert.ThrowsAsync<InvalidOperationException>(() => poisoned.WaitAsync(Patience)));
        await AssertCommittedAsync(others);
    }

    /// <summary>A refusal says that nothing was written, which nobody knows after such a failure.</summary>
    [Fact]
    public async Task Commit_WhenACommitFailsAfterItWasWritten_ThenNobodyInItIsRefused()
    {
        var isFirst = true;
        store.AfterCommit = changes =>
        {
            if (changes.Messages.Count < 2 || !isFirst)
                return Task.CompletedTask;
            isFirst = false;
            store.SetMembers(Samples.Team, [Samples.Ada]);
            throw Fault;
        };
        var engine = Engine();

        var (own, others) = await TogetherAsync(engine, Samples.To(Samples.Team, Samples.Bob));

        foreach (var send in others.Append(own))
            await Assert.ThrowsAsync<StoreUnavailableException>(() => send.WaitAsync(Patience));
        Assert.Equal(others.Count + 1, store.Messages.Count(message => message.ChatId == Samples.Team));
    }

    /// <summary>A refusal tells the caller never to repeat the request; a load knows nothing that could justify that.</summary>
    [Fact]
    public async Task Commit_WhenTheLoadThrowsARefusal_ThenItIsADefect()
    {
        store.BeforeLoad = _ => throw new InvalidRequestException(ErrorCode.Blank, "content");

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Engine().CommitAsync(Samples.To(Samples.Team, Samples.Ada)).WaitAsync(Patience));

        Assert.IsType<InvalidRequestException>(exception.InnerException);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_WhenTheStoreAndTheLoggerThrow_ThenEachIsAnsweredAndTheNextGoesOn(bool isUnavailable)
    {
        Exception failure = isUnavailable ? new StoreUnavailableException() : Fault;
        store.BeforeLoad = _ => throw failure;
        var engine = Engine(new ThrowingLogger());

        await Assert.ThrowsAsync(failure.GetType(), () => engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada)).WaitAsync(Patience));

        store.BeforeLoad = _ => Task.CompletedTask;
        Assert.Equal(1, (await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada)).WaitAsync(Patience)).Message.Sequence);
    }

    [Fact]
    public async Task Commit_WhenAMeterThrows_ThenTheSendIsCommittedOnceAndAnswered()
    {
        // Other tests run at the same time, and what they measure is heard as well.
        var isMine = new AsyncLocal<bool> { Value = true };
        var faults = 0;
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == AllmineTelemetry.Name)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<int>((_, _, _, _) => Throw());
        meters.SetMeasurementEventCallback<long>((_, _, _, _) => Throw());
        meters.Start();
        var isFirst = true;
        store.Conflicts = _ => isFirst && !(isFirst = false);
        var engine = Engine();

        var send = engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada));
        while (!send.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        Assert.Equal(1, (await send).Message.Sequence);
        Assert.Single(store.Messages);
        Assert.NotEqual(0, Volatile.Read(ref faults));

        void Throw()
        {
            if (!isMine.Value)
                return;
            Interlocked.Increment(ref faults);
            throw Fault;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Commit_WhenTheClockThrowsAtACall_ThenEachIsAnsweredAndTheNextGoesOn(int call)
    {
        var clock = new ThrowingTime(time) { ThrowsAt = call };
        var engine = new GroupCommitEngine(store, new CountingIds(), clock, NullLogger<GroupCommitEngine>.Instance, new GroupCommitOptions());

        var first = Record.ExceptionAsync(() => engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada)));
        var deadline = Task.Delay(Patience);
        while (!first.IsCompleted && !deadline.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.True(first.IsCompleted, "There was no answer.");
        clock.ThrowsAt = 0;
        Assert.NotNull(await engine.CommitAsync(Samples.To(Samples.Team, Samples.Bob)).WaitAsync(Patience));
        Assert.False(engine.IsStuck);
    }

    /// <summary>One send is in a round that does not end, and the others wait behind it until they are overdue.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Commit_WhenTheClockThrowsWhileOverdueSendsAreAnswered_ThenEachIsAnswered(int call)
    {
        var never = new TaskCompletionSource();
        store.BeforeLoad = _ => never.Task;
        var clock = new ThrowingTime(time);
        var engine = new GroupCommitEngine(store, new CountingIds(), clock, NullLogger<GroupCommitEngine>.Instance, new GroupCommitOptions());
        var sends = Enumerable.Range(0, 4).Select(_ => engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada))).ToList();
        clock.ThrowAfter(call);

        var deadline = Task.Delay(Patience);
        while (!sends.TrueForAll(send => send.IsCompleted) && !deadline.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.All(sends, send => Assert.True(send.IsCompleted, "There was no answer."));
    }

    [Fact]
    public async Task Commit_WhenTheIdentifiersThrow_ThenItIsTheAnswerAndTheNextGoesOn()
    {
        var ids = new ThrowingIds { IsBroken = true };
        var engine = new GroupCommitEngine(store, ids, time, NullLogger<GroupCommitEngine>.Instance, new GroupCommitOptions());
        var toNewChat = Samples.To(Samples.Team, Samples.Ada) with { ChatId = null, TargetUserId = Samples.Eve };

        Assert.Same(Fault, await Assert.ThrowsAsync<InvalidOperationException>(() => engine.CommitAsync(toNewChat).WaitAsync(Patience)));

        ids.IsBroken = false;
        Assert.NotNull(await engine.CommitAsync(toNewChat).WaitAsync(Patience));
    }

    /// <summary>The store neither answers nor heeds the deadline: the sends in the round and those behind it are answered all the same.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commit_WhenTheStoreIsDeaf_ThenEveryoneIsAnsweredAtTheDeadlineAndTheNextGoesOn(bool inLoad)
    {
        var never = new TaskCompletionSource();
        if (inLoad)
            store.BeforeLoad = _ => never.Task;
        else
            store.BeforeCommit = (_, _) => never.Task;
        var engine = Engine();
        var sends = Enumerable.Range(0, 3).Select(_ => engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada))).ToList();

        time.Advance(new GroupCommitOptions().Deadline);

        foreach (var send in sends)
            await Assert.ThrowsAsync<StoreUnavailableException>(() => send.WaitAsync(Patience));
        (store.BeforeLoad, store.BeforeCommit) = (_ => Task.CompletedTask, (_, _) => Task.CompletedTask);
        Assert.NotNull(await engine.CommitAsync(Samples.To(Samples.Team, Samples.Bob)).WaitAsync(Patience));
        Assert.False(engine.IsStuck);
    }

    /// <summary>The pause after a conflict never ends: the round is never given back, and no other can begin.</summary>
    [Fact]
    public async Task IsStuck_WhenNoRoundEverEnds_ThenTheSendsBehindItAreAnsweredAndItSaysSo()
    {
        store.Conflicts = _ => true;
        var clock = new ThrowingTime(time) { DropsTimersUpTo = TimeSpan.FromSeconds(1) };
        var options = new GroupCommitOptions { Random = new LongPauses() };
        var engine = new GroupCommitEngine(store, new CountingIds(), clock, NullLogger<GroupCommitEngine>.Instance, options);
        var inRound = engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada));
        await clock.HasDroppedTimer.WaitAsync(Patience);
        time.Advance(TimeSpan.FromMilliseconds(1));
        var behind = engine.CommitAsync(Samples.To(Samples.Team, Samples.Bob));
        Assert.False(engine.IsStuck);

        time.Advance(TimeSpan.FromSeconds(5));
        time.Advance(TimeSpan.FromSeconds(5));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => inRound.WaitAsync(Patience));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => behind.WaitAsync(Patience));
        Assert.True(engine.IsStuck);
    }

    private GroupCommitEngine Engine(ILogger<GroupCommitEngine>? logger = null) =>
        new(store, new CountingIds(), time, logger ?? NullLogger<GroupCommitEngine>.Instance, new GroupCommitOptions());

    /// <summary>One send in the midst of others, all in one round.</summary>
    private async Task<(Task<CommittedSend> Poisoned, List<Task<CommittedSend>> Others)> TogetherAsync(GroupCommitEngine engine, SendIntent poisoned)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = store.BeforeCommit;
        store.BeforeCommit = async (_, _) => await gate.Task;
        var first = engine.CommitAsync(Samples.To(Samples.Two, Samples.Ada));
        var others = Enumerable.Range(0, 5).Select(_ => engine.CommitAsync(Samples.To(Samples.Team, Samples.Bob))).ToList();
        var send = engine.CommitAsync(poisoned);
        others.AddRange(Enumerable.Range(0, 6).Select(_ => engine.CommitAsync(Samples.To(Samples.Team, Samples.Bob))));
        store.BeforeCommit = before;
        gate.SetResult();
        await first.WaitAsync(Patience);
        return (send, others);
    }

    private async Task AssertCommittedAsync(List<Task<CommittedSend>> sends)
    {
        var receipts = await Task.WhenAll(sends).WaitAsync(Patience);
        Assert.Equal(Enumerable.Range(1, sends.Count).Select(n => (long)n), receipts.Select(receipt => receipt.Message.Sequence));
        Assert.Equal(sends.Count, store.Messages.Count(message => message.ChatId == Samples.Team));
    }

    private sealed record ThrowingDraft : MessageDraft
    {
        public override int Weight => 1;

        public override Message MessageAt(MessageHeader header, MediaContent? file) => throw Fault;
    }

    /// <summary>Else a pause may be so short that it is none.</summary>
    private sealed class LongPauses : Random
    {
        public override double NextDouble() => 0.99;
    }

    private sealed class ThrowingLogger : ILogger<GroupCommitEngine>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("the logger is broken");
    }

    private sealed class ThrowingIds : IIdGenerator
    {
        private readonly CountingIds ids = new();

        public bool IsBroken { get; set; }

        public Id<T> NewId<T>()
            where T : class => IsBroken ? throw Fault : ids.NewId<T>();
    }

    /// <summary>A clock that throws at one of its calls, or whose short timers never fire.</summary>
    private sealed class ThrowingTime(TimeProvider time) : TimeProvider
    {
        private readonly TaskCompletionSource dropped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int calls;

        public int ThrowsAt { get; set; }

        /// <summary>Throws at one of the calls from now on.</summary>
        /// <param name="call">1 for the next one.</param>
        public void ThrowAfter(int call) => ThrowsAt = Volatile.Read(ref calls) + call;

        public TimeSpan DropsTimersUpTo { get; init; }

        public Task HasDroppedTimer => dropped.Task;

        public override long TimestampFrequency => time.TimestampFrequency;

        public override long GetTimestamp() => Counted(time.GetTimestamp);

        public override DateTimeOffset GetUtcNow() => Counted(time.GetUtcNow);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => Counted(() =>
        {
            if (dueTime <= TimeSpan.Zero || dueTime >= DropsTimersUpTo)
                return time.CreateTimer(callback, state, dueTime, period);
            dropped.TrySetResult();
            return time.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        });

        private T Counted<T>(Func<T> call) => Interlocked.Increment(ref calls) == ThrowsAt ? throw Fault : call();
    }
}
