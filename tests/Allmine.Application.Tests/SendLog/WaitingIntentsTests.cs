using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Locks;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Chats;

namespace Allmine.Application.Tests.SendLog;

public sealed class WaitingIntentsTests
{
    private static readonly GroupCommitOptions Bounds = new() { SecondRoundFrom = 3, MaxRoundIntents = 5, MaxRoundWeight = 1000 };

    private readonly CountingIds ids = new();
    private readonly RoundQueue waiting = new(Bounds, roundsAtOnce: 2);

    [Fact]
    public void Add_WhenNoRoundIsInFlight_ThenASingleOneBeginsARound()
    {
        Assert.True(waiting.Add(ToAChat()));
        Assert.Single(waiting.Take()!.Intents);
    }

    [Fact]
    public void Add_WhenARoundIsInFlight_ThenASecondOneBeginsOnlyWhenEnoughWait()
    {
        Begin(ToAChat());

        Assert.False(waiting.Add(ToAChat()));
        Assert.False(waiting.Add(ToAChat()));
        Assert.True(waiting.Add(ToAChat()));
        Assert.Equal(3, waiting.Take()!.Intents.Count);
    }

    [Fact]
    public void Add_WhenALargeRoundIsInFlight_ThenASecondOneBeginsOnlyWhenItsShareWaits()
    {
        var waiting = new RoundQueue(Bounds with { SecondRoundShare = 0.75, MaxRoundIntents = 20 }, roundsAtOnce: 2);
        var chat = AChat();
        Assert.True(waiting.Add(To(chat)));
        var first = waiting.Take()!;
        Assert.All(Enumerable.Range(0, 8), _ => Assert.False(waiting.Add(To(chat))));
        waiting.Release(first);
        Assert.Equal(8, waiting.Take()!.Intents.Count);

        Assert.All(Enumerable.Range(0, 5), _ => Assert.False(waiting.Add(ToAChat())));
        Assert.True(waiting.Add(ToAChat()));
        Assert.Equal(6, waiting.Take()!.Intents.Count);
    }

    [Fact]
    public void Add_WhenTwoRoundsAreInFlight_ThenNoThirdBegins()
    {
        Begin(ToAChat());
        BeginBeside();

        Assert.All(Enumerable.Range(0, 10), _ => Assert.False(waiting.Add(ToAChat())));
    }

    [Fact]
    public void Add_WhenItsChatIsInFlight_ThenDoesNotCountForASecondRound()
    {
        var chat = AChat();
        Begin(To(chat));

        Assert.All(Enumerable.Range(0, 10), _ => Assert.False(waiting.Add(To(chat))));
        Assert.False(waiting.Add(ToAChat()));
        Assert.False(waiting.Add(ToAChat()));
        Assert.True(waiting.Add(ToAChat()));
        Assert.Equal(3, waiting.Take()!.Intents.Count);
    }

    [Fact]
    public void Take_WhenAChatIsInFlight_ThenItsSendsWaitUntilTheRoundIsReleased()
    {
        var chat = AChat();
        var first = Begin(To(chat));
        var next = To(chat);
        waiting.Add(next);
        BeginBeside();
        Assert.Null(waiting.Take());

        waiting.Release(first);

        Assert.Same(next, Assert.Single(waiting.Take()!.Intents));
    }

    [Fact]
    public void Take_WhenAWalletIsInFlight_ThenOthersThatMoveItsCreditsWaitWhateverTheirChats()
    {
        var wallet = LockKey.OfWallet(Samples.Ada);
        Begin(To(AChat(), wallet));

        waiting.Add(To(AChat(), wallet));
        Assert.Equal(3, BeginBeside().Intents.Count);
    }

    [Fact]
    public void Take_WhenAWalletIsInFlight_ThenOtherWalletsMoveBesideIt()
    {
        Begin(To(AChat(), LockKey.OfWallet(Samples.Ada), LockKey.OfWallet(Samples.Bob)));

        var other = To(AChat(), LockKey.OfWallet(Samples.Cem));
        waiting.Add(other);
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
        waiting.Add(next);
        Assert.DoesNotContain(next, BeginBeside().Intents);
    }

    [Fact]
    public void Take_WhenOneIsLeftWaiting_ThenNobodyWhoCameLaterTakesWhatItWants()
    {
        var chat = AChat();
        var wallet = LockKey.OfWallet(Samples.Ada);
        Begin(To(wallet));
        var left = To(chat, wallet);
        waiting.Add(left);
        var later = To(chat);
        waiting.Add(later);

        Assert.DoesNotContain(later, BeginBeside().Intents);
    }

    [Fact]
    public void Take_WhenFewWaitBesideARoundInFlight_ThenTheyAreLeftToTheOther()
    {
        Begin(ToAChat());
        var beside = BeginBeside();
        var late = ToAChat();
        waiting.Add(late);

        waiting.Release(beside);
        Assert.Null(waiting.Take());
        Assert.Same(late, Assert.Single(waiting.Take()!.Intents));
        Assert.Null(waiting.Take());
        Assert.True(waiting.Add(ToAChat()));
    }

    [Fact]
    public void Take_WhenMoreWaitThanARoundTakes_ThenTheRestComesNextInTheOrderOfArrival()
    {
        var intents = Enumerable.Range(0, 12).Select(_ => ToAChat()).ToList();
        intents.ForEach(intent => waiting.Add(intent));

        Assert.Equal(intents[..5], waiting.Take()!.Intents);
        Assert.Equal(intents[5..10], waiting.Take()!.Intents);
    }

    [Fact]
    public void Take_WhenSomeWereSetAside_ThenTheyAndTheOthersTakeTurns()
    {
        var aside = ToAChat();
        var first = Begin(aside);
        waiting.SetAside([aside]);
        waiting.Release(first);
        var others = Enumerable.Range(0, 6).Select(_ => ToAChat()).ToList();
        others.ForEach(intent => waiting.Add(intent));

        var contended = waiting.Take()!;
        Assert.True(contended.IsContended);
        Assert.Same(aside, Assert.Single(contended.Intents));
        waiting.SetAside([aside]);
        waiting.Release(contended);

        Assert.Equal(others[..5], waiting.Take()!.Intents);
        Assert.Same(aside, Assert.Single(waiting.Take()!.Intents));
    }

    private QueuedRound Begin(PendingWrite intent)
    {
        Assert.True(waiting.Add(intent));
        return waiting.Take()!;
    }

    private QueuedRound BeginBeside()
    {
        QueuedRound? round = null;
        while (round is null)
        {
            if (waiting.Add(ToAChat()))
                round = waiting.Take();
        }

        return round;
    }

    private LockKey AChat() => LockKey.OfChat(new ChatAddress(ids.NewId<Chat>(), Pair: null));

    private PendingWrite<CommittedSend> ToAChat() => To(AChat());

    private static PendingWrite<CommittedSend> To(params LockKey[] keys) => new(Samples.To(Samples.Team, Samples.Ada), 0, keys);
}
