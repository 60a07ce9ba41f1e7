using Allmine.Application.GroupCommit.Caching;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Application.Tests.GroupCommit.Caching;

public sealed class ChatCacheTests
{
    /// <summary>What a direct chat takes with its pair, in bytes.</summary>
    private const int DirectChat = 540;

    private readonly CountingIds ids = new();

    [Fact]
    public void Take_WhenKept_ThenIsHandedOutOnce()
    {
        var cache = new ChatCache(10 * DirectChat);
        var group = Group();
        cache.Keep(group);

        Assert.Same(group, cache.Take(group.Id));
        Assert.Null(cache.Take(group.Id));
        cache.Keep(group);
        Assert.Same(group, cache.Take(group.Id));
        Assert.Null(cache.Take(Samples.NoChat));
    }

    [Fact]
    public void IdOf_WhenTheChatOfTwoWasKept_ThenItAndItsPairAreKnownAlsoWhileItIsHandedOut()
    {
        var cache = new ChatCache(10 * DirectChat);
        var direct = Direct();
        cache.Keep(direct);
        Assert.Equal(direct.Id, cache.IdOf(direct.Pair!.Value));
        Assert.Equal(direct.Pair, cache.PairOf(direct.Id));

        cache.Take(direct.Id);

        Assert.Equal(direct.Id, cache.IdOf(direct.Pair!.Value));
        Assert.Equal(direct.Pair, cache.PairOf(direct.Id));
        Assert.Null(cache.IdOf(DirectPair.Of(Samples.Ada, Samples.Bob)));
    }

    [Fact]
    public void PairOf_WhenTheChatIsAGroupOrWasNeverKept_ThenIsUnknown()
    {
        var cache = new ChatCache(10 * DirectChat);
        var group = Group();
        cache.Keep(group);

        Assert.Null(cache.PairOf(group.Id));
        Assert.Null(cache.PairOf(Samples.NoChat));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Keep_WhenKeptAgain_ThenTheLaterOneCounts(int keptBetween)
    {
        var cache = new ChatCache(30 * DirectChat);
        var earlier = Direct();
        var later = Chat.Restore(new ChatState(earlier.Id, earlier.Kind, null, 1, 0, Samples.Noon, Samples.Noon), earlier.Members);
        cache.Keep(earlier);
        for (var i = 0; i < keptBetween; i++)
            cache.Keep(Group());
        cache.Keep(later);

        Assert.Same(later, cache.Take(earlier.Id));
        Assert.Null(cache.Take(earlier.Id));
    }

    [Fact]
    public void Keep_WhenManyAreKept_ThenNoMoreThanTheCapacityAreHeldAndTheLatestAre()
    {
        var cache = new ChatCache(10 * DirectChat);
        var chats = Enumerable.Range(0, 100).Select(_ => Direct()).ToList();
        chats.ForEach(cache.Keep);

        var known = chats.FindAll(chat => cache.IdOf(chat.Pair!.Value) is not null);
        var found = chats.FindAll(chat => cache.Take(chat.Id) is not null);
        Assert.InRange(found.Count, 5, 10);
        Assert.Equal(chats[^found.Count..], found);
        Assert.Equal(found, known);
    }

    [Fact]
    public void Keep_WhenOneIsUsedAgainAndAgain_ThenItIsNotLetGo()
    {
        var cache = new ChatCache(10 * DirectChat);
        var busy = Direct();
        cache.Keep(busy);
        for (var i = 0; i < 100; i++)
        {
            cache.Keep(Group());
            Assert.Same(busy, cache.Take(busy.Id));
            Assert.Equal(busy.Id, cache.IdOf(busy.Pair!.Value));
            cache.Keep(busy);
        }
    }

    [Theory]
    [InlineData(2, 76)]
    [InlineData(Chat.MaxMembers, 2)]
    public void Keep_WhenChatsHaveManyMembers_ThenFewerAreHeld(int members, int expected)
    {
        var cache = new ChatCache(64 << 10);
        var userIds = Enumerable.Range(0, members).Select(_ => ids.NewId<User>()).ToList();
        var chats = Enumerable.Range(0, 1000).Select(_ => Chat.Group(ids.NewId<Chat>(), null, userIds, Samples.Noon)).ToList();

        chats.ForEach(cache.Keep);

        var found = chats.FindAll(chat => cache.Take(chat.Id) is not null);
        Assert.InRange(found.Count, expected, 2 * expected);
        Assert.Equal(chats[^found.Count..], found);
    }

    [Fact]
    public void Keep_WhenAChatHasGrown_ThenItCountsAsItIsNow()
    {
        var cache = new ChatCache(16 << 10);
        var id = ids.NewId<Chat>();
        cache.Keep(Chat.Group(id, null, [Samples.Ada], Samples.Noon));

        cache.Keep(Chat.Group(id, null, Enumerable.Range(0, Chat.MaxMembers).Select(_ => ids.NewId<User>()), Samples.Noon));

        // It is more than half of what there is room for.
        Assert.Null(cache.Take(id));
    }

    private Chat Group() => Chat.Group(ids.NewId<Chat>(), null, [Samples.Ada], Samples.Noon);

    private Chat Direct() => Chat.Direct(ids.NewId<Chat>(), Samples.Ada, ids.NewId<User>(), Samples.Noon);
}
