using Allmine.Application.GroupCommit.Caching;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Application.Tests.SendLog;

public sealed class HeldChatsTests
{
    /// <summary>What a direct chat takes with its pair, in bytes.</summary>
    private const int DirectChat = 428;

    private readonly CountingIds ids = new();

    [Fact]
    public void Take_WhenKept_ThenIsHandedOutOnce()
    {
        var held = new ChatCache(10 * DirectChat);
        var group = Group();
        held.Keep(group);

        Assert.Same(group, held.Take(group.Id));
        Assert.Null(held.Take(group.Id));
        held.Keep(group);
        Assert.Same(group, held.Take(group.Id));
        Assert.Null(held.Take(Samples.NoChat));
    }

    [Fact]
    public void IdOf_WhenTheChatOfTwoWasKept_ThenItAndItsPairAreKnownAlsoWhileItIsHandedOut()
    {
        var held = new ChatCache(10 * DirectChat);
        var direct = Direct();
        held.Keep(direct);
        Assert.Equal(direct.Id, held.IdOf(direct.Pair!.Value));
        Assert.Equal(direct.Pair, held.PairOf(direct.Id));

        held.Take(direct.Id);

        Assert.Equal(direct.Id, held.IdOf(direct.Pair!.Value));
        Assert.Equal(direct.Pair, held.PairOf(direct.Id));
        Assert.Null(held.IdOf(DirectPair.Of(Samples.Ada, Samples.Bob)));
    }

    [Fact]
    public void PairOf_WhenTheChatIsAGroupOrWasNeverKept_ThenIsUnknown()
    {
        var held = new ChatCache(10 * DirectChat);
        var group = Group();
        held.Keep(group);

        Assert.Null(held.PairOf(group.Id));
        Assert.Null(held.PairOf(Samples.NoChat));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Keep_WhenKeptAgain_ThenTheLaterOneCounts(int keptBetween)
    {
        var held = new ChatCache(30 * DirectChat);
        var earlier = Direct();
        var later = Chat.Restore(new ChatState(earlier.Id, earlier.Kind, null, 1, 0, Samples.Noon, Samples.Noon), earlier.Members);
        held.Keep(earlier);
        for (var i = 0; i < keptBetween; i++)
            held.Keep(Group());
        held.Keep(later);

        Assert.Same(later, held.Take(earlier.Id));
        Assert.Null(held.Take(earlier.Id));
    }

    [Fact]
    public void Keep_WhenManyAreKept_ThenNoMoreThanTheCapacityAreHeldAndTheLatestAre()
    {
        var held = new ChatCache(10 * DirectChat);
        var chats = Enumerable.Range(0, 100).Select(_ => Direct()).ToList();
        chats.ForEach(held.Keep);

        var known = chats.FindAll(chat => held.IdOf(chat.Pair!.Value) is not null);
        var found = chats.FindAll(chat => held.Take(chat.Id) is not null);
        Assert.InRange(found.Count, 5, 10);
        Assert.Equal(chats[^found.Count..], found);
        Assert.Equal(found, known);
    }

    [Fact]
    public void Keep_WhenOneIsUsedAgainAndAgain_ThenItIsNotLetGo()
    {
        var held = new ChatCache(10 * DirectChat);
        var busy = Direct();
        held.Keep(busy);
        for (var i = 0; i < 100; i++)
        {
            held.Keep(Group());
            Assert.Same(busy, held.Take(busy.Id));
            Assert.Equal(busy.Id, held.IdOf(busy.Pair!.Value));
            held.Keep(busy);
        }
    }

    [Theory]
    [InlineData(2, 76)]
    [InlineData(Chat.MaxMembers, 3)]
    public void Keep_WhenChatsHaveManyMembers_ThenFewerAreHeld(int members, int expected)
    {
        var held = new ChatCache(64 << 10);
        var userIds = Enumerable.Range(0, members).Select(_ => ids.NewId<User>()).ToList();
        var chats = Enumerable.Range(0, 1000).Select(_ => Chat.Group(ids.NewId<Chat>(), null, userIds, Samples.Noon)).ToList();

        chats.ForEach(held.Keep);

        var found = chats.FindAll(chat => held.Take(chat.Id) is not null);
        Assert.InRange(found.Count, expected, 2 * expected);
        Assert.Equal(chats[^found.Count..], found);
    }

    [Fact]
    public void Keep_WhenAChatHasGrown_ThenItCountsAsItIsNow()
    {
        var held = new ChatCache(16 << 10);
        var id = ids.NewId<Chat>();
        held.Keep(Chat.Group(id, null, [Samples.Ada], Samples.Noon));

        held.Keep(Chat.Group(id, null, Enumerable.Range(0, Chat.MaxMembers).Select(_ => ids.NewId<User>()), Samples.Noon));

        // It is more than half of what there is room for.
        Assert.Null(held.Take(id));
    }

    private Chat Group() => Chat.Group(ids.NewId<Chat>(), null, [Samples.Ada], Samples.Noon);

    private Chat Direct() => Chat.Direct(ids.NewId<Chat>(), Samples.Ada, ids.NewId<User>(), Samples.Noon);
}
