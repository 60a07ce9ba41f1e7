using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Domain.Tests;

/// <summary>What is stored is taken as it is: no rule of requests is applied. Only what can't be a thing of its kind at all is refused.</summary>
public sealed class RestoreTests
{
    private static readonly Id<User> Ada = Id<User>.Parse("64d15f9e2e6c8f4d5a111111");
    private static readonly MessageHeader Place = new(
        Id<Message>.Parse("64d15f9e2e6c8f4d5a000001"), Id<Chat>.Parse("64d15f9e2e6c8f4d5a000002"), 1, Ada, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("nul \0 and a half \ud800")]
    public void Restore_WhenATextBreaksARule_ThenItIsAsStored(string stored)
    {
        Assert.NotNull(MessageText.Violation(stored));

        Assert.Equal(stored, MessageText.Restore(stored).Value);
        Assert.Equal(stored, Message.Restore(MessageKind.Text, Place, stored, null, null).Content);
        Assert.Equal(stored, Username.Restore(stored).Value);
    }

    [Fact]
    public void Restore_WhenAnAmountBreaksARule_ThenItIsAsStored()
    {
        Assert.Equal(0, Grant.Restore(Id<Grant>.Parse("64d15f9e2e6c8f4d5a000003"), Ada, 0).Amount);
        Assert.Equal(Ada, Message.Restore(MessageKind.CreditTransfer, Place, null, null, new CreditTransfer(-1, Ada)).Transfer!.RecipientId);
    }

    [Theory]
    [InlineData(MessageKind.Text)]
    [InlineData(MessageKind.Media)]
    [InlineData(MessageKind.CreditTransfer)]
    [InlineData((MessageKind)99)]
    public void Restore_WhenAPartIsMissing_ThenTheRecordCantBeRead(MessageKind kind)
    {
        var exception = Assert.Throws<UnreadableRecordException>(() => Message.Restore(kind, Place, null, null, null));

        Assert.Equal($"message {Place.Id}", exception.Record);
        Assert.Equal(ErrorCode.RecordUnreadable, exception.Errors[0].Code);
    }

    [Fact]
    public void Restore_WhenAGroupIsLargerThanANewOneMayBe_ThenItIsAsStored()
    {
        var facts = new ChatState(Place.ChatId, ChatKind.Group, new string('x', 500), 0, 0, Place.SentAt, Place.SentAt);
        var members = Enumerable.Range(1, Chat.MaxMembers + 1).Select(n => new Member(Id<User>.Parse(n.ToString("x24", System.Globalization.CultureInfo.InvariantCulture)), 0));

        Assert.Equal(Chat.MaxMembers + 1, Chat.Restore(facts, members).Members.Count);
        Assert.Empty(Chat.Restore(facts, []).Members);
    }
}
