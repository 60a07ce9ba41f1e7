using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Domain.Tests.Chats;

public sealed class ChatBlockTests
{
    private static readonly DateTime Noon = new(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc);
    private static readonly Id<Chat> ChatId = Id<Chat>.Parse("64d15f9e2e6c8f4d5a123456");
    private static readonly Id<User> Ada = Id<User>.Parse("64d15f9e2e6c8f4d5a111111");
    private static readonly Id<User> Bob = Id<User>.Parse("64d15f9e2e6c8f4d5a222222");
    private static readonly Id<User> Stranger = Id<User>.Parse("64d15f9e2e6c8f4d5a999999");

    [Fact]
    public void Block_WhenNew_ThenIsKeptUnderANewRevision()
    {
        var chat = Direct();

        Assert.True(chat.Block(Ada, Noon));

        Assert.Equal([new Block(Ada, Noon)], chat.Blocks);
        Assert.True(chat.IsBlocked);
        Assert.Equal((true, false), (chat.HasBlocked(Ada), chat.HasBlocked(Bob)));
        Assert.Equal(1, chat.Revision);
    }

    [Fact]
    public void Block_WhenThereAlready_ThenChangesNothing()
    {
        var chat = Direct();
        chat.Block(Ada, Noon);

        Assert.False(chat.Block(Ada, Noon));

        Assert.Equal([new Block(Ada, Noon)], chat.Blocks);
        Assert.Equal(1, chat.Revision);
    }

    [Fact]
    public void Unblock_WhenBothHaveBlocked_ThenTheOthersStays()
    {
        var chat = Direct();
        chat.Block(Ada, Noon);
        chat.Block(Bob, Noon);

        Assert.True(chat.Unblock(Ada));

        Assert.Equal([new Block(Bob, Noon)], chat.Blocks);
        Assert.True(chat.IsBlocked);
        Assert.Equal(3, chat.Revision);
    }

    [Fact]
    public void Unblock_WhenThereIsNone_ThenChangesNothing()
    {
        var chat = Direct();

        Assert.False(chat.Unblock(Ada));

        Assert.False(chat.IsBlocked);
        Assert.Equal(0, chat.Revision);
    }

    [Fact]
    public void Admit_WhenEitherHasBlockedTheOther_ThenNeitherIsLetIn()
    {
        foreach (var blocker in new[] { Ada, Bob })
        {
            var chat = Direct();
            chat.Block(blocker, Noon);

            foreach (var (sender, target) in new (Id<User>, Id<User>?)[] { (Ada, null), (Ada, Bob), (Bob, null), (Bob, Ada) })
            {
                Assert.Equal(ErrorCode.Blocked, Assert.Throws<RefusedException>(() => chat.Admit(sender, target)).Code);
                Assert.Equal("chat.blocked", chat.ObjectionTo(sender, target)?.Name);
            }
        }
    }

    [Fact]
    public void Admit_WhenTheBlockIsTakenBack_ThenBothAreLetIn()
    {
        var chat = Direct();
        chat.Block(Ada, Noon);
        chat.Unblock(Ada);

        Assert.Null(chat.ObjectionTo(Ada, Bob));
        Assert.Null(chat.ObjectionTo(Bob, null));
    }

    [Fact]
    public void Admit_WhenBlockedAndTheRequestIsWrongToo_ThenTheOtherErrorComesFirst()
    {
        var chat = Direct();
        chat.Block(Ada, Noon);

        Assert.Equal("chat.not_a_member", chat.ObjectionTo(Stranger, null)?.Name);
        Assert.Equal("validation.recipient.self", chat.ObjectionTo(Ada, Ada)?.Name);
        Assert.Equal("validation.recipient.not_a_member", chat.ObjectionTo(Ada, Stranger)?.Name);
    }

    [Fact]
    public void Block_WhenNotByOneOfADirectChat_ThenThrows()
    {
        Assert.Throws<InvalidOperationException>(() => Direct().Block(Stranger, Noon));
        Assert.Throws<InvalidOperationException>(() => Chat.Group(ChatId, null, [Ada, Bob], Noon).Block(Ada, Noon));
    }

    [Theory]
    [InlineData(ChatKind.Direct, "64d15f9e2e6c8f4d5a999999")]
    [InlineData(ChatKind.Group, "64d15f9e2e6c8f4d5a111111")]
    public void Restore_WhenABlockerIsNotOneOfADirectChat_ThenThrows(ChatKind kind, string blocker)
    {
        var facts = new ChatState(ChatId, kind, null, 1, 0, Noon, Noon);

        Assert.Throws<UnreadableRecordException>(() => Chat.Restore(facts, [new Member(Ada, 0), new Member(Bob, 0)], [new Block(Id<User>.Parse(blocker), Noon)]));
    }

    [Fact]
    public void Unopened_WhenMade_ThenIsOpenedByTheFirstMessageUnderTheSameRevision()
    {
        var chat = Chat.Unopened(ChatId, Ada, Bob);
        Assert.False(chat.IsOpen);

        chat.Append(Message.Text(new MessageHeader(Id<Message>.Parse("64d15f9e2e6c8f4d5a00aaaa"), ChatId, 1, Ada, chat.TimeOfNext(Noon)), MessageText.From("Hello")));

        Assert.True(chat.IsOpen);
        Assert.Equal((Noon, Noon, 0), (chat.CreatedAt, chat.UpdatedAt, chat.Revision));
    }

    [Fact]
    public void Open_WhenUnopened_ThenHasThatTimeAndANewRevision()
    {
        var chat = Chat.Unopened(ChatId, Ada, Bob);

        chat.Open(Noon);

        Assert.True(chat.IsOpen);
        Assert.Equal((Noon, Noon, 1), (chat.CreatedAt, chat.UpdatedAt, chat.Revision));
    }

    [Fact]
    public void Open_WhenOpen_ThenThrows() => Assert.Throws<InvalidOperationException>(() => Direct().Open(Noon));

    private static Chat Direct() => Chat.Direct(ChatId, Ada, Bob, Noon);
}
