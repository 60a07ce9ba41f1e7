using Allmine.Application.SendLog;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Application.Tests.SendLog;

public sealed class HeldChatsTests
{
    private readonly CountingIds ids = new();

    [Fact]
    public void Find_WhenKept_ThenIsFoundByIdAndByPair()
    {
        var held = new HeldChats(10);
        var direct = Direct();
        var group = Group();
        held.Keep(direct);
        held.Keep(group);

        Assert.Same(direct, held.Find(direct.Id));
        Assert.Same(direct, held.Find(direct.Pair!.Value));
        Assert.Same(group, held.Find(group.Id));
        Assert.Null(held.Find(Samples.NoChat));
        Assert.Null(held.Find(DirectPair.Of(Samples.Ada, Samples.Bob)));
    }

    [Fact]
    public void Keep_WhenKeptAgain_ThenTheLaterOneCounts()
    {
        var held = new HeldChats(10);
        var earlier = Direct();
        var later = Chat.Restore(new ChatFacts(earlier.Id, earlier.Kind, null, 1, 0, Samples.Noon, Samples.Noon), earlier.Members);
        held.Keep(earlier);
        held.Keep(later);

        Assert.Same(later, held.Find(earlier.Id));
        Assert.Same(later, held.Find(earlier.Pair!.Value));
    }

    [Fact]
    public void Keep_WhenManyAreKept_ThenNoMoreThanTheCapacityAreHeldAndTheLatestAre()
    {
        var held = new HeldChats(10);
        var chats = Enumerable.Range(0, 100).Select(_ => Direct()).ToList();
        chats.ForEach(held.Keep);

        var found = chats.FindAll(chat => held.Find(chat.Id) is not null);
        Assert.InRange(found.Count, 5, 10);
        Assert.Equal(chats[^found.Count..], found);
        Assert.Equal(found, chats.FindAll(chat => held.Find(chat.Pair!.Value) is not null));
    }

    [Fact]
    public void Keep_WhenOneIsUsedAgainAndAgain_ThenItIsNotLetGo()
    {
        var held = new HeldChats(10);
        var busy = Direct();
        for (var i = 0; i < 100; i++)
        {
            held.Keep(busy);
            held.Keep(Group());
            Assert.Same(busy, held.Find(busy.Pair!.Value));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Drop_WhenHeldInEitherGeneration_ThenIsGone(int keptAfter)
    {
        var held = new HeldChats(30);
        var chat = Direct();
        held.Keep(chat);
        for (var i = 0; i < keptAfter; i++)
            held.Keep(Group());
        Assert.NotNull(held.Find(chat.Id));

        held.Drop(chat.Id);

        Assert.Null(held.Find(chat.Id));
        Assert.Null(held.Find(chat.Pair!.Value));
        held.Keep(chat);
        Assert.Same(chat, held.Find(chat.Pair.Value));
    }

    private Chat Group() => Chat.Group(ids.NewId<Chat>(), null, [Samples.Ada], Samples.Noon);

    private Chat Direct() => Chat.Direct(ids.NewId<Chat>(), Samples.Ada, ids.NewId<User>(), Samples.Noon);
}
