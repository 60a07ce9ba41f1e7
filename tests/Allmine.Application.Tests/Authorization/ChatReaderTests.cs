using Allmine.Application.Authorization;
using Allmine.Application.Tests.Fakes;
using Allmine.Domain.Chats;

namespace Allmine.Application.Tests.Authorization;

public sealed class ChatReaderTests
{
    private static readonly ChatReader Ada = new(Samples.Ada, ReadsAll: false);

    /// <summary>Of Ada, who came with the fifth message, and Bob.</summary>
    private static readonly Chat Group = Chat.Restore(
        new ChatState(Samples.Two, ChatKind.Group, null, 0, 7, Samples.Noon, Samples.Noon),
        [new Member(Samples.Bob, 0) { Role = ChatRole.Owner }, new Member(Samples.Ada, 4) { Line = 5, LineChange = 6 }]);

    [Fact]
    public void Reader_WhenAMember_ThenSeesFromTheirLineOn()
    {
        Assert.True(Ada.MayRead(Group));
        Assert.Equal((5L, 6L), (Ada.SeesFrom(Group), Ada.MemberOf(Group)!.Value.LineChange));
        Assert.Equal([false, true], new[] { 4L, 5 }.Select(number => Ada.Sees(Group, number)));
    }

    [Fact]
    public void Reader_WhenNoMember_ThenSeesNothing()
    {
        foreach (var nobody in new[] { new ChatReader(Samples.Eve, ReadsAll: false), default })
            Assert.Equal((false, false, null), (nobody.MayRead(Group), nobody.Sees(Group, 7), nobody.MemberOf(Group)));
    }

    /// <summary>Also where a system user is a member.</summary>
    [Fact]
    public void Reader_WhenItReadsAll_ThenSeesFromTheBeginning()
    {
        foreach (var all in new[] { ChatReader.Backend, new ChatAuthority(Samples.Eve, IsOperator: true).Reader, new ChatAuthority(Samples.Ada, IsOperator: true).Reader })
            Assert.Equal((true, true, 0L), (all.MayRead(Group), all.Sees(Group, 1), all.SeesFrom(Group)));
    }

    [Fact]
    public void Backend_WhenItReads_ThenNothingIsItsOwn() => Assert.Equal((null, null), (ChatReader.Backend.UserId, ChatReader.Backend.MemberOf(Group)));
}
