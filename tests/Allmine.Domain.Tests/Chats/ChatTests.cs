using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Domain.Tests.Chats;

public sealed class ChatTests
{
    private static readonly DateTime Noon = new(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc);
    private static readonly Id<Chat> ChatId = Id<Chat>.Parse("64d15f9e2e6c8f4d5a123456");
    private static readonly Id<User> Ada = UserId(1);
    private static readonly Id<User> Bob = UserId(2);
    private static readonly Id<User> Cem = UserId(3);
    private static readonly Id<User> Stranger = UserId(9);

    [Fact]
    public void RecipientFor_WhenDirect_ThenIsTheOtherOne()
    {
        var chat = Chat.Direct(ChatId, Ada, Bob, Noon);

        Assert.Equal(Bob, chat.RecipientFor(Ada, null));
        Assert.Equal(Ada, chat.RecipientFor(Bob, null));
        Assert.Equal(Bob, chat.RecipientFor(Ada, Bob));
        Assert.Null(chat.OtherThan(Stranger));
    }

    [Fact]
    public void RecipientFor_WhenInAGroup_ThenMustBeAddressed()
    {
        var chat = Chat.Group(ChatId, null, [Ada, Bob], Noon);

        Assert.Equal(Bob, chat.RecipientFor(Ada, Bob));
        var refusal = Assert.Throws<InvalidRequestException>(() => chat.RecipientFor(Ada, null));
        Assert.Equal("validation.recipient.required", refusal.Errors[0].Name);
    }

    [Fact]
    public void Group_WhenNew_ThenHasNoMessageAndEachMemberOnce()
    {
        var chat = Chat.Group(ChatId, "Team", [Ada, Bob, Ada], Noon);

        Assert.Equal((ChatId, ChatKind.Group, "Team"), (chat.Id, chat.Kind, chat.Title));
        Assert.Equal([new Member(Ada, 0) { Role = ChatRole.Owner }, new Member(Bob, 0)], chat.Members);
        Assert.Equal((0, 1, 0), (chat.LastSequence, chat.NextSequence, chat.Revision));
        Assert.Equal((Noon, Noon), (chat.CreatedAt, chat.UpdatedAt));
        Assert.Null(chat.Pair);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(256)]
    public void Group_WhenWithinTheBounds_ThenIsMade(int count) => Assert.Equal(count, GroupOf(count).Members.Count);

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public void Group_WhenOutOfBounds_ThenThrows(int count) => Assert.Throws<ArgumentException>(() => GroupOf(count));

    [Fact]
    public void Direct_WhenMadeByEither_ThenIsOfTheSamePair()
    {
        var byAda = Chat.Direct(ChatId, Ada, Bob, Noon);
        var byBob = Chat.Direct(ChatId, Bob, Ada, Noon);

        Assert.Equal(ChatKind.Direct, byAda.Kind);
        Assert.Equal(DirectPair.Of(Ada, Bob), byAda.Pair);
        Assert.Equal(byAda.Pair, byBob.Pair);
        Assert.Equal(byAda.Members, byBob.Members);
        Assert.Null(byAda.Title);
    }

    [Fact]
    public void Direct_WhenWithOneself_ThenThrows() => Assert.Throws<ArgumentException>(() => Chat.Direct(ChatId, Ada, Ada, Noon));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Restore_WhenADirectChatHasNotTwoMembers_ThenThrows(int count)
    {
        var facts = new ChatState(ChatId, ChatKind.Direct, null, 0, 0, Noon, Noon);

        Assert.Throws<UnreadableRecordException>(() => Chat.Restore(facts, Enumerable.Range(1, count).Select(n => new Member(UserId(n), 0))));
    }

    [Fact]
    public void Restore_WhenStored_ThenIsAsItWas()
    {
        var chat = Chat.Restore(new ChatState(ChatId, ChatKind.Group, "Team", 3, 7, Noon, Noon.AddHours(1)), [new Member(Ada, 7) { Role = ChatRole.Admin }, new Member(Bob, 2) { Role = ChatRole.Owner }]);

        Assert.Equal((3, 7, 8), (chat.Revision, chat.LastSequence, chat.NextSequence));
        Assert.Equal((Noon, Noon.AddHours(1)), (chat.CreatedAt, chat.UpdatedAt));
        Assert.Equal([new Member(Ada, 7) { Role = ChatRole.Admin }, new Member(Bob, 2) { Role = ChatRole.Owner }], chat.Members);
    }

    [Fact]
    public void Admit_WhenSenderAndTargetAreMembers_ThenLetsIn()
    {
        var chat = Group();

        chat.Admit(Ada, null);
        chat.Admit(Ada, Bob);
        Assert.Null(chat.ObjectionTo(Ada, Bob));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Admit_WhenSenderIsNoMember_ThenIsRefused(bool addressed)
    {
        Id<User>? target = addressed ? Ada : null;

        Assert.Equal(ErrorCode.NotAMember, Assert.Throws<RefusedException>(() => Group().Admit(Stranger, target)).Code);
        Assert.Equal("chat.not_a_member", Group().ObjectionTo(Stranger, target)?.Name);
    }

    [Fact]
    public void Admit_WhenTargetIsTheSender_ThenIsInvalid() => AssertInvalid("validation.recipient.self", Ada);

    [Fact]
    public void Admit_WhenTargetIsNoMember_ThenIsInvalid() => AssertInvalid("validation.recipient.not_a_member", Stranger);

    [Fact]
    public void TimeOfNext_WhenTheClockIsBehind_ThenIsThatOfTheMessageBefore()
    {
        var chat = Group();
        chat.Append(MessageOf(chat, Ada, Noon.AddMinutes(1)));

        Assert.Equal(Noon.AddMinutes(1), chat.TimeOfNext(Noon));
        Assert.Equal(Noon.AddMinutes(1), chat.TimeOfNext(Noon.AddMinutes(1)));
        Assert.Equal(Noon.AddMinutes(2), chat.TimeOfNext(Noon.AddMinutes(2)));
    }

    [Fact]
    public void Append_WhenInTurn_ThenCountsItAndTheSenderHasReadIt()
    {
        var chat = Group();

        chat.Append(MessageOf(chat, Ada, Noon.AddMinutes(1)));
        chat.Append(MessageOf(chat, Bob, Noon.AddMinutes(2)));

        Assert.Equal((2, 3), (chat.LastSequence, chat.NextSequence));
        Assert.Equal((Noon, Noon.AddMinutes(2)), (chat.CreatedAt, chat.UpdatedAt));
        Assert.Equal([new Member(Ada, 1) { Role = ChatRole.Owner }, new Member(Bob, 2), new Member(Cem, 0)], chat.Members);
        Assert.Equal(0, chat.Revision);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Append_WhenOutOfTurn_ThenThrowsAndChangesNothing(long sequence)
    {
        var chat = Group();
        chat.Append(MessageOf(chat, Ada, Noon));

        AssertUnchanged(chat, Message.Text(new MessageHeader(MessageId, ChatId, sequence, Bob, Noon.AddHours(1)), MessageText.From("Hello")));
    }

    [Fact]
    public void Append_WhenOfAnotherChat_ThenThrowsAndChangesNothing()
    {
        var place = new MessageHeader(MessageId, Id<Chat>.Parse("64d15f9e2e6c8f4d5a654321"), 1, Ada, Noon.AddHours(1));

        AssertUnchanged(Group(), Message.Text(place, MessageText.From("Hello")));
    }

    [Fact]
    public void Append_WhenSenderIsNoMember_ThenThrowsAndChangesNothing()
    {
        var chat = Group();

        AssertUnchanged(chat, MessageOf(chat, Stranger, Noon.AddHours(1)));
    }

    [Fact]
    public void ReadersOf_WhenSomeHaveReadUpToIt_ThenAreTheseWithoutTheSender()
    {
        var chat = Chat.Restore(
            new ChatState(ChatId, ChatKind.Group, null, 0, 2, Noon, Noon),
            [new Member(Ada, 2), new Member(Bob, 1), new Member(Cem, 2)]);

        Assert.Equal([Bob, Cem], chat.ReadersOf(MessageAt(1, Ada)));
        Assert.Equal([Cem], chat.ReadersOf(MessageAt(2, Ada)));
        Assert.Equal([Ada, Cem], chat.ReadersOf(MessageAt(2, Bob)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("x")]
    [InlineData("  Pazar kahvaltısı  ")]
    public void Group_WhenTitleIsWellFormed_ThenIsKeptWithoutTheWhiteSpaceAtItsEnds(string? title) =>
        Assert.Equal(title?.Trim(), Chat.Group(ChatId, title, [Ada], Noon).Title);

    [Theory]
    [InlineData("", "validation.title.blank")]
    [InlineData(" \t\u3000", "validation.title.blank")]
    [InlineData("a\0b", "validation.title.characters")]
    public void Group_WhenTitleBreaksARule_ThenIsInvalid(string title, string code) => AssertBadTitle(title, code);

    [Fact]
    public void Group_WhenTitleIsOfTheGreatestLength_ThenIsMadeAndOneMoreIsInvalid()
    {
        var longest = string.Concat(Enumerable.Repeat("\U0001F600", Chat.MaxTitleLength));

        Assert.Equal(longest, Chat.Group(ChatId, longest, [Ada], Noon).Title);
        AssertBadTitle(longest + "x", "validation.title.too_long");
    }

    private static void AssertBadTitle(string title, string code) =>
        Assert.Equal(code, Assert.Single(Assert.Throws<InvalidRequestException>(() => Chat.Group(ChatId, title, [Ada], Noon)).Errors).Name);

    private static Id<Message> MessageId => Id<Message>.Parse("64d15f9e2e6c8f4d5a00aaaa");

    private static Chat Group() => Chat.Group(ChatId, "Team", [Ada, Bob, Cem], Noon);

    private static Chat GroupOf(int count) => Chat.Group(ChatId, null, Enumerable.Range(1, count).Select(UserId), Noon);

    private static Id<User> UserId(int number) => Id<User>.Parse(number.ToString("x24", null));

    private static Message MessageOf(Chat chat, Id<User> sender, DateTime at) =>
        Message.Text(new MessageHeader(MessageId, chat.Id, chat.NextSequence, sender, at), MessageText.From("Hello"));

    private static Message MessageAt(long sequence, Id<User> sender) =>
        Message.Text(new MessageHeader(MessageId, ChatId, sequence, sender, Noon), MessageText.From("Hello"));

    private static void AssertInvalid(string code, Id<User> target)
    {
        var exception = Assert.Throws<InvalidRequestException>(() => Group().Admit(Ada, target));

        Assert.Equal(code, Assert.Single(exception.Errors).Name);
        Assert.Equal(code, Group().ObjectionTo(Ada, target)?.Name);
    }

    private static void AssertUnchanged(Chat chat, Message message)
    {
        var (last, updatedAt, members) = (chat.LastSequence, chat.UpdatedAt, chat.Members.ToList());

        Assert.Throws<InvalidOperationException>(() => chat.Append(message));
        Assert.Equal(last, chat.LastSequence);
        Assert.Equal(updatedAt, chat.UpdatedAt);
        Assert.Equal(members, chat.Members);
    }
}
