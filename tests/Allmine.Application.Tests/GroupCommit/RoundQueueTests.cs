using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Locks;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Chats;

namespace Allmine.Application.Tests.GroupCommit;

public sealed class RoundQueueTests
{
    private static readonly GroupCommitOptions Bounds = new() { SecondRoundFrom = 3, MaxRoundIntents = 5, MaxRoundWeight = 1000 };

    private readonly CountingIds ids = new();
    private readonly RoundQueue queue = new(Bounds, roundsAtOnce: 2);

    [Fact]
    public void Add_WhenNoRoundIsInFlight_ThenASingleOneBeginsARound()
    {
        Assert.True(queue.Add(ToAChat()));
        Assert.Single(queue.Take()!.Intents);
    }

    [Fact]
    public void Add_WhenARoundIsInFlight_ThenASecondOneBeginsOnlyWhenEnoughWait()
    {
        Begin(ToAChat());

        Assert.False(queue.Add(ToAChat()));
        Assert.False(queue.Add(ToAChat()));
        Assert.True(queue.Add(ToAChat()));
        Assert.Equal(3, queue.Take()!.Intents.Count);
    }

    [Fact]
    public void Add_WhenALargeRoundIsInFlight_ThenASecondOneBeginsOnlyWhenItsShareWaits()
    {
        var queue = new RoundQueue(Bounds with { SecondRoundShare = 0.75, MaxRoundIntents = 20 }, roundsAtOnce: 2);
        var chat = AChat();
        Assert.True(queue.Add(To(chat)));
        var first = queue.Take()!;
        Assert.All(Enumerable.Range(0, 8), _ => Assert.False(queue.Add(To(chat))));
        queue.Release(first);
        Assert.Equal(8, queue.Take()!.Intents.Count);

        Assert.All(Enumerable.Range(0, 5), _ => Assert.False(queue.Add(ToAChat())));
        Assert.True(queue.Add(ToAChat()));
        Assert.Equal(6, queue.Take()!.Intents.Count);
    }

    /// <summary>Or one with many locks, set aside, would find one of them taken each time that it has its turn.</summary>
    [Fact]
    public void Take_WhenOneSetAsideWaitsForAChat_ThenWhoCameLaterDoesNotTakeItFirst()
    {
        var (busy, other) = (AChat(), AChat());
        var first = Begin(To(busy));
        Assert.False(queue.Add(To(busy)));
        queue.SetAside([To(busy, other)]);
        Assert.False(queue.Add(To(other)));

        Assert.Null(queue.Take());

        queue.Release(first);
        Assert.True(queue.Take()!.IsContended);
    }

    [Fact]
    public void Take_WhenMoreAreSetAsideThanARoundTakes_ThenTheyMakeSeveral()
    {
        queue.SetAside(Enumerable.Range(0, 7).Select(_ => ToAChat()));

        Assert.Equal([5, 2], new[] { queue.Take()!.Intents.Count, queue.Take()!.Intents.Count });
    }

    [Fact]
    public void Add_WhenTwoRoundsAreInFlight_ThenNoThirdBegins()
    {
        Begin(ToAChat());
        BeginBeside();

        Assert.All(Enumerable.Range(0, 10), _ => Assert.False(queue.Add(ToAChat())));
    }

    [Fact]
    public void Add_WhenItsChatIsInFlight_ThenDoesNotCountForASecondRound()
    {
        var chat = AChat();
        Begin(To(chat));

        Assert.All(Enumerable.Range(0, 10), _ => Assert.False(queue.Add(To(chat))));
        Assert.False(queue.Add(ToAChat()));
        Assert.False(queue.Add(ToAChat()));
        Assert.True(queue.Add(ToAChat()));
        Assert.Equal(3, queue.Take()!.Intents.Count);
    }

    [Fact]
    public void Take_WhenAChatIsInFlight_ThenItsSendsWaitUntilTheRoundIsReleased()
    {
        var chat = AChat();
        var first = Begin(To(chat));
        var next = To(chat);
        queue.Add(next);
        BeginBeside();
        Assert.Null(queue.Take());

        queue.Release(first);

        Assert.Same(next, Assert.Single(queue.Take()!.Intents));
    }

    [Fact]
    public void Take_WhenAWalletIsInFlight_ThenOthersThatMoveItsCreditsWaitWhateverTheirChats()
    {
        var wallet = LockKey.OfWallet(Samples.Ada);
        Begin(To(AChat(), wallet));

        queue.Add(To(AChat(), wallet));
        Assert.Equal(3, BeginBeside().Intents.Count);
    }

    [Fact]
    public void Take_WhenAWalletIsInFlight_ThenOtherWalletsMoveBesideIt()
    {
        Begin(To(AChat(), LockKey.OfWallet(Samples.Ada), LockKey.OfWallet(Samples.Bob)));

        var other = To(AChat(), LockKey.OfWallet(Samples.Cem));
        queue.Add(other);
        Assert.Contains(other, BeginBeside().Intents);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Take_WhenARecipientIsUnknown_ThenIsNotInFlightBesideAnyWallet(bool inFlightIsUnknown, bool waitingIsUnknown)
    {
        Begin(To(AChat(), inFlightIsUnknown ? LockKey.AnyWallet : LockKey.OfWallet(Samples.Ada)));

        var next = To(AChat(), waitingIsUnknown ? LockKey.AnyWallet : LockKey.OfWallet(Samples.Bob));
        queue.Add(next);
        Assert.DoesNotContain(next, BeginBeside().Intents);
    }

    [Fact]
    public void Take_WhenOneIsLeftWaiting_ThenNobodyWhoCameLaterTakesWhatItWants()
    {
        var chat = AChat();
        var wallet = LockKey.OfWallet(Samples.Ada);
        Begin(To(wallet));
        var left = To(chat, wallet);
        queue.Add(left);
        var later = To(chat);
        queue.Add(later);

        Assert.DoesNotContain(later, BeginBeside().Intents);
    }

    [Fact]
    public void Take_WhenFewWaitBesideARoundInFlight_ThenTheyAreLeftToTheOther()
    {
        Begin(ToAChat());
        var beside = BeginBeside();
        var late = ToAChat();
        queue.Add(late);

        queue.Release(beside);
        Assert.Null(queue.Take());
        Assert.Same(late, Assert.Single(queue.Take()!.Intents));
        Assert.Null(queue.Take());
        Assert.True(queue.Add(ToAChat()));
    }

    [Fact]
    public void Take_WhenMoreWaitThanARoundTakes_ThenTheRestComesNextInTheOrderOfArrival()
    {
        var intents = Enumerable.Range(0, 12).Select(_ => ToAChat()).ToList();
        intents.ForEach(intent => queue.Add(intent));

        Assert.Equal(intents[..5], queue.Take()!.Intents);
        Assert.Equal(intents[5..10], queue.Take()!.Intents);
    }

    [Fact]
    public void Take_WhenSomeWereSetAside_ThenTheyAndTheOthersTakeTurns()
    {
        var aside = ToAChat();
        var first = Begin(aside);
        queue.SetAside([aside]);
        queue.Release(first);
        var others = Enumerable.Range(0, 6).Select(_ => ToAChat()).ToList();
        others.ForEach(intent => queue.Add(intent));

        var contended = queue.Take()!;
        Assert.True(contended.IsContended);
        Assert.Same(aside, Assert.Single(contended.Intents));
        queue.SetAside([aside]);
        queue.Release(contended);

        Assert.Equal(others[..5], queue.Take()!.Intents);
        Assert.Same(aside, Assert.Single(queue.Take()!.Intents));
    }

    private QueuedRound Begin(PendingWrite intent)
    {
        Assert.True(queue.Add(intent));
        return queue.Take()!;
    }

    private QueuedRound BeginBeside()
    {
        QueuedRound? round = null;
        while (round is null)
        {
            if (queue.Add(ToAChat()))
                round = queue.Take();
        }

        return round;
    }

    private LockKey AChat() => LockKey.OfChat(new ChatAddress(ids.NewId<Chat>(), Pair: null));

    private PendingWrite<CommittedSend> ToAChat() => To(AChat());

    private static PendingWrite<CommittedSend> To(params LockKey[] keys) => new(Samples.To(Samples.Team, Samples.Ada), 0, keys);
}
