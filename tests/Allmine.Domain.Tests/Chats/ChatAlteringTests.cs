using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Domain.Tests.Chats;

public sealed class ChatAlteringTests
{
    private static readonly DateTime Noon = new(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc);
    private static readonly Id<Chat> ChatId = Id<Chat>.Parse("64d15f9e2e6c8f4d5a123456");
    private static readonly Id<User>[] People = [.. Enumerable.Range(1, 3).Select(number => Id<User>.Parse(number.ToString("x24", null)))];

    private readonly Chat chat = Chat.Group(ChatId, null, People, Noon);

    [Fact]
    public void Alter_WhenMixedWithMessages_ThenEachChangeHasTheNextNumber()
    {
        var first = Append();
        var alteration = chat.Alter(first.React(People[1], "👍", chat.NextChange, Noon), AlterationKind.Reacted, People[1], "👍");
        Assert.Equal(new MessageAlteration(ChatId, 1, 1, first.Id, 1, AlterationKind.Reacted, People[1], "👍"), alteration);
        Assert.Equal((2L, 2L, 1L, 1L), (alteration.Change, chat.LastChange, chat.AlterationCount, chat.LastSequence));

        var second = Append();
        Assert.Equal((2L, 3L), (second.Sequence, second.SentChange));
        Assert.Equal(4, chat.Alter(second.Delete(chat.NextChange, Noon), AlterationKind.Deleted).Change);
        Assert.Equal((4L, 2L, 3L), (chat.LastChange, chat.AlterationCount, chat.NextSequence));
        Assert.Equal(Noon.AddMinutes(2), chat.UpdatedAt);
    }

    [Fact]
    public void Alter_WhenOutOfTurnOrOfAnotherChat_ThenIsADefect()
    {
        var message = Append();

        Assert.Throws<InvalidOperationException>(() => chat.Alter(message, AlterationKind.Edited));
        Assert.Throws<InvalidOperationException>(() => chat.Alter(message.Pin(chat.NextChange + 1, Noon), AlterationKind.Pinned));
        Assert.Throws<InvalidOperationException>(() => chat.Alter(message.Pin(chat.LastChange, Noon), AlterationKind.Pinned));
        var other = Chat.Group(Id<Chat>.Parse("64d15f9e2e6c8f4d5a123457"), null, People, Noon);
        Assert.Throws<InvalidOperationException>(() => other.Alter(message.Pin(1, Noon), AlterationKind.Pinned));
        Assert.Equal((0L, 1L), (chat.AlterationCount, chat.LastChange));
    }

    [Fact]
    public void Alter_WhenPinned_ThenTheChatKnowsThePinsInTheirOrder()
    {
        Message[] messages = [Append(), Append(), Append()];
        foreach (var at in new[] { 2, 0, 1 })
            messages[at] = Alter(messages[at].Pin(chat.NextChange, Noon), AlterationKind.Pinned);
        Assert.Equal([3L, 1, 2], chat.Pins.Select(pin => pin.Sequence));

        // What is pinned stays so, whatever else becomes of it.
        messages[0] = Alter(messages[0].React(People[0], "👍", chat.NextChange, Noon), AlterationKind.Reacted);
        Assert.Equal([3L, 1, 2], chat.Pins.Select(pin => pin.Sequence));
        Alter(messages[0].Unpin(chat.NextChange), AlterationKind.Unpinned);
        Assert.Equal([3L, 2], chat.Pins.Select(pin => pin.Sequence));
        Alter(messages[2].Delete(chat.NextChange, Noon), AlterationKind.Deleted);
        Assert.Equal([new Pin(messages[1].Id, 2)], chat.Pins);
    }

    [Fact]
    public void EnsureRoomForPin_WhenAHundredArePinned_ThenThereIsNone()
    {
        for (var i = 0; i < Chat.MaxPins; i++)
        {
            chat.EnsureRoomForPin();
            Alter(Append().Pin(chat.NextChange, Noon), AlterationKind.Pinned);
        }

        Assert.Equal("chat.pins_full", Assert.Throws<RefusedException>(chat.EnsureRoomForPin).Errors[0].Name);
    }

    [Fact]
    public void Restore_WhenItWasAltered_ThenItGoesOnFromThere()
    {
        var pin = new Pin(Id<Message>.Parse("64d15f9e2e6c8f4d5a000001"), 2);
        var state = new ChatState(ChatId, ChatKind.Group, null, 1, 5, Noon, Noon) { AlterationCount = 3, Pins = [pin] };

        var restored = Chat.Restore(state, [new Member(People[0], 0)]);

        Assert.Equal((3L, 8L, 9L), (restored.AlterationCount, restored.LastChange, restored.NextChange));
        Assert.Equal([pin], restored.Pins);
    }

    [Fact]
    public void IsAdmin_WhenAGroup_ThenTheFirstMemberIsAndInADirectChatNobody()
    {
        Assert.True(chat.IsAdmin(People[0]));
        Assert.False(chat.IsAdmin(People[1]));
        var direct = Chat.Direct(ChatId, People[0], People[1], Noon);
        Assert.False(direct.IsAdmin(People[0]));
        Assert.False(direct.IsAdmin(People[1]));
    }

    [Theory]
    [InlineData(1, true, 1)]
    [InlineData(3, true, 3)]
    [InlineData(4, true, 3)]
    [InlineData(long.MaxValue, true, 3)]
    [InlineData(0, false, 0)]
    [InlineData(-1, false, 0)]
    public void MarkDelivered_WhenGivenANumber_ThenStopsAtTheEnd(long sequence, bool changes, long deliveredUpTo)
    {
        Message[] messages = [Append(), Append(), Append()];

        Assert.Equal(changes, chat.MarkDelivered(People[1], sequence));

        Assert.Equal((deliveredUpTo, 0L), (chat.DeliveredUpTo(People[1]), chat.ReadUpTo(People[1])));
        Assert.Equal(deliveredUpTo >= 2 ? [People[1]] : [], chat.HoldersOf(messages[1]));
        Assert.Empty(chat.ReadersOf(messages[0]));
    }

    [Fact]
    public void MarkDelivered_WhenReadOrSentUpTo_ThenThatIsDelivered()
    {
        Message[] messages = [Append(), Append(), Append()];
        chat.MarkRead(People[1], 2);

        Assert.Equal((2L, 3L), (chat.DeliveredUpTo(People[1]), chat.DeliveredUpTo(People[0])));
        Assert.False(chat.MarkDelivered(People[1], 2));
        Assert.True(chat.MarkDelivered(People[1], 3));
        Assert.False(chat.MarkDelivered(People[1], 1));
        Assert.Equal([People[1]], chat.HoldersOf(messages[2]));
        Assert.Equal((2L, 1L), (chat.ReadUpTo(People[1]), chat.UnreadOf(People[1])));
        Assert.Equal("chat.not_a_member", Assert.Throws<RefusedException>(() => chat.MarkDelivered(Id<User>.Parse("64d15f9e2e6c8f4d5a999999"), 1)).Errors[0].Name);
    }

    private Message Append()
    {
        var number = chat.NextSequence;
        var header = new MessageHeader(Id<Message>.Parse(number.ToString("x24", null)), ChatId, number, People[0], Noon.AddMinutes(number)) { Change = chat.NextChange };
        var message = Message.Text(header, MessageText.From("Hello"));
        chat.Append(message);
        return message;
    }

    private Message Alter(Message message, AlterationKind kind)
    {
        chat.Alter(message, kind);
        return message;
    }
}
