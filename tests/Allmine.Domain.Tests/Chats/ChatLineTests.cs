using System.Text.Json;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using FsCheck.Xunit;

namespace Allmine.Domain.Tests.Chats;

public sealed class ChatLineTests
{
    private const string User = "64d15f9e2e6c8f4d5a222222";
    private static readonly Id<User> Bob = Id<User>.Parse(User);
    private static readonly MessageHeader Place =
        new(Id<Message>.Parse("64d15f9e2e6c8f4d5a000001"), Id<Chat>.Parse("64d15f9e2e6c8f4d5a000002"), 1, Bob, new DateTime(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc));

    [Fact]
    public void ToMetadata_WhenOfEachEvent_ThenSaysWhatHasChangedAndNothingElse()
    {
        AssertMetadata("""{"event":"member.added","userId":"64d15f9e2e6c8f4d5a222222","role":"member"}""", new ChatLine(ChatEvent.MemberAdded, Bob) { Role = ChatRole.Member });
        AssertMetadata("""{"event":"member.added","userId":"64d15f9e2e6c8f4d5a222222","role":"owner"}""", new ChatLine(ChatEvent.MemberAdded, Bob) { Role = ChatRole.Owner });
        AssertMetadata("""{"event":"member.removed","userId":"64d15f9e2e6c8f4d5a222222"}""", new ChatLine(ChatEvent.MemberRemoved, Bob));
        AssertMetadata("""{"event":"member.left"}""", new ChatLine(ChatEvent.MemberLeft));
        AssertMetadata("""{"event":"role.changed","userId":"64d15f9e2e6c8f4d5a222222","role":"admin"}""", new ChatLine(ChatEvent.RoleChanged, Bob) { Role = ChatRole.Admin });
        AssertMetadata("""{"event":"chat.updated"}""", new ChatLine(ChatEvent.Updated));
        AssertMetadata("""{"event":"chat.updated","title":null}""", Updated(null));
    }

    [Theory]
    [InlineData("Pazar kahvaltısı İĞÜŞÖÇ", "Pazar kahvaltısı İĞÜŞÖÇ")]
    [InlineData("\"Us\" 'n' <them> & you", "\\\"Us\\\" 'n' <them> & you")]
    [InlineData("a\\b/c", "a\\\\b/c")]
    [InlineData("a\nb\tc", "a\\nb\\tc")]
    [InlineData("\u0001", "\\u0001")]
    [InlineData("+`", "+`")]
    public void ToMetadata_WhenTheTitleHasAnyCharacters_ThenOnlyWhatMustBeIsEscaped(string title, string written) =>
        AssertMetadata($$"""{"event":"chat.updated","title":"{{written}}"}""", Updated(title));

    [Property]
    public bool ToMetadata_WhenOfAnyTitle_ThenReadsAsItWasWritten(string title)
    {
        if (title is null || !PlainText.IsWellFormed(title))
            return true;
        return JsonDocument.Parse(Updated(title).ToMetadata()).RootElement.GetProperty("title").GetString() == title;
    }

    /// <summary>As long as a title can be, with what takes the most room.</summary>
    [Fact]
    public void ToMetadata_WhenTheTitleIsOfTheGreatestLength_ThenFitsWhereMetadataFits()
    {
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(Updated(TestTexts.Repeat(TestTexts.Emoji, Chat.MaxTitleLength)).ToMetadata()), 1, 4096);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(Updated(TestTexts.Repeat("\u0001", Chat.MaxTitleLength)).ToMetadata()), 1, 4096);
    }

    [Fact]
    public void Line_WhenMade_ThenCarriesItsMetadataAlone()
    {
        var line = Message.Line(Place, new ChatLine(ChatEvent.MemberLeft));

        Assert.Equal((MessageKind.System, "system", null, null, null), (line.Kind, MessageKindNames.NameOf(line.Kind), line.Content, line.Media, line.Transfer));
        Assert.Equal(MessageAttributes.None with { Metadata = """{"event":"member.left"}""" }, line.Attributes);
        Assert.Equal(line.Attributes, Message.Restore(MessageKind.System, Place with { Attributes = line.Attributes }, null, null, null).Attributes);
        Assert.Throws<UnreadableRecordException>(() => Message.Restore(MessageKind.System, Place, null, null, null));
    }

    [Fact]
    public void Names_WhenParsed_ThenGiveTheEventsAndRolesThatHaveThem()
    {
        Assert.Equal(["chat.updated", "member.added", "member.removed", "member.left", "role.changed"], ChatEventNames.Names);
        Assert.Equal(Enum.GetValues<ChatEvent>(), ChatEventNames.Names.Select(name => ChatEventNames.Parse(name)!.Value));
        Assert.Equal(ChatEventNames.Names, Enum.GetValues<ChatEvent>().Select(ChatEventNames.NameOf));
        Assert.Equal(["owner", "admin", "member"], ChatRoleNames.Names);
        Assert.Equal([ChatRole.Owner, ChatRole.Admin, ChatRole.Member], ChatRoleNames.Names.Select(name => ChatRoleNames.Parse(name)!.Value));
        Assert.All(Enum.GetValues<ChatRole>(), role => Assert.Equal(role, ChatRoleNames.Parse(ChatRoleNames.NameOf(role))));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Owner")]
    [InlineData("moderator")]
    [InlineData("2")]
    public void Parse_WhenOfNoEventOrRole_ThenNull(string? name)
    {
        Assert.Null(ChatRoleNames.Parse(name));
        Assert.Null(ChatEventNames.Parse(name));
    }

    private static ChatLine Updated(string? title) => new(ChatEvent.Updated) { Title = Change<string>.To(title) };

    private static void AssertMetadata(string expected, ChatLine line) => Assert.Equal(expected, line.ToMetadata());
}
