using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Domain.Tests.Chats;

/// <summary>What changes of a chat itself.</summary>
public sealed class ChatChangesTests
{
    private static readonly DateTime Noon = new(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc);
    private static readonly Id<Chat> ChatId = Id<Chat>.Parse("64d15f9e2e6c8f4d5a123456");
    private static readonly Id<User> Ada = UserId(1);
    private static readonly Id<User> Bob = UserId(2);
    private static readonly Id<User> Cem = UserId(3);
    private static readonly Id<User> Dan = UserId(4);
    private static readonly MediaContent Photo = new(MediaKind.Image, "us.png", 10, null, 1, 1, "key-1", null);

    private readonly Chat chat = Chat.Group(ChatId, "Team", [Ada, Bob, Cem], Noon);

    [Fact]
    public void Group_WhenNew_ThenItsFirstMemberOwnsIt()
    {
        Assert.Equal([ChatRole.Owner, ChatRole.Member, ChatRole.Member], chat.Members.Select(member => member.Role));
        Assert.Null(chat.RoleOf(Dan));
        Assert.Equal(0, chat.OwnChange);
        Assert.All(chat.Members, member => Assert.Equal((0L, 0L, Noon, true), (member.Line, member.LineChange, chat.JoinedAt(member), member.Sees(1))));
    }

    [Fact]
    public void Direct_WhenMade_ThenNobodyIsMoreThanAMember()
    {
        var direct = Chat.Direct(ChatId, Ada, Bob, Noon);

        Assert.All(direct.Members, member => Assert.Equal(ChatRole.Member, member.Role));
        Assert.All(Chat.Restore(new ChatState(ChatId, ChatKind.Direct, null, 0, 0, Noon, Noon), direct.Members).Members, member => Assert.Equal(ChatRole.Member, member.Role));
    }

    /// <summary>Groups of versions that had no roles.</summary>
    [Fact]
    public void Restore_WhenNoMemberOfAGroupHasARole_ThenTheFirstOwnsIt()
    {
        var restored = Restore(new Member(Bob, 0), new Member(Ada, 0));

        Assert.Equal([ChatRole.Owner, ChatRole.Member], restored.Members.Select(member => member.Role));
        Assert.Equal([ChatRole.Member, ChatRole.Owner], Restore(new Member(Bob, 0), new Member(Ada, 0) { Role = ChatRole.Owner }).Members.Select(member => member.Role));
        Assert.Empty(Restore().Members);
    }

    [Fact]
    public void Restore_WhenTheChatHasChanged_ThenItsPhotoAndItsOwnChangeAreThere()
    {
        var restored = Chat.Restore(new ChatState(ChatId, ChatKind.Group, "Team", 4, 5, Noon, Noon) { Photo = Photo, OwnChange = 7, AlterationCount = 3 }, [new Member(Ada, 0)]);

        Assert.Equal((Photo, 7L, 8L), (restored.Photo, restored.OwnChange, restored.LastChange));
        Assert.Equal(new ChatSnapshot(ChatId, "Team", Photo, 5, 7, Noon, Noon), restored.ToSnapshot());
    }

    [Fact]
    public void Take_WhenSomethingHasChanged_ThenTheLineAndTheChangeHaveTheNextTwoNumbers()
    {
        Append(Bob);

        var (line, alteration) = Take(chat.Update(Change<string>.To("Us"), default)!, Ada);

        Assert.Equal((2L, 2L, MessageKind.System, Ada, (string?)null), (line.Sequence, line.SentChange, line.Kind, line.SenderId, line.Content));
        Assert.Equal(new MessageAlteration(ChatId, 1, 2, line.Id, 2, AlterationKind.ChatChanged), alteration);
        Assert.Equal((3L, 3L, 3L, 2L, 1L, 1L), (alteration.Change, chat.OwnChange, chat.LastChange, chat.LastSequence, chat.AlterationCount, chat.Revision));
        Assert.False(line.IsAltered);
        Assert.Equal((Noon.AddMinutes(2), 2L, 0L), (chat.UpdatedAt, chat.ReadUpTo(Ada), chat.ReadUpTo(Cem)));
        Assert.Equal(new ChatSnapshot(ChatId, "Us", null, 2, 3, Noon, Noon.AddMinutes(2)), chat.ToSnapshot());
    }

    [Fact]
    public void Take_WhenByNobodyOfTheChat_ThenTheLineIsTakenAndNoMarkerMoves()
    {
        Take(chat.Update(Change<string>.To("Us"), default)!, Dan);

        Assert.Equal(1, chat.LastSequence);
        Assert.All(chat.Members, member => Assert.Equal(0, member.ReadUpTo));
        // What is no line is not let in.
        Assert.Throws<InvalidOperationException>(() => Append(Dan));
    }

    [Fact]
    public void Line_WhenAltered_ThenItsWordsStay()
    {
        var (line, _) = Take(chat.Add(Dan, seesAll: false, Noon)!, Ada);

        Assert.Equal("message.immutable", Assert.Throws<RefusedException>(() => line.Edit(new MessageEdit(Change<string>.To("Hi"), default), 9, Noon)).Errors[0].Name);
        Assert.Equal("message.immutable", Assert.Throws<RefusedException>(() => line.Delete(9, Noon)).Errors[0].Name);
        Assert.Single(line.React(Bob, "👍", 9, Noon).Life.Reactions);
        Assert.NotNull(line.Pin(9, Noon).Life.PinnedAt);
    }

    [Theory]
    [InlineData("Us", "Us")]
    [InlineData("  Us\t", "Us")]
    [InlineData(null, null)]
    public void Update_WhenAnotherTitleIsGiven_ThenIsKeptTrimmedAndTold(string? title, string? kept)
    {
        var line = chat.Update(Change<string>.To(title), default);

        Assert.Equal((kept, Change<string>.To(kept)), (chat.Title, line!.Title));
        Assert.Equal((ChatEvent.Updated, (Id<User>?)null, (ChatRole?)null), (line.Event, line.UserId, line.Role));
    }

    [Theory]
    [InlineData("Team")]
    [InlineData(" Team ")]
    public void Update_WhenTheTitleIsTheSame_ThenNothingChanges(string title)
    {
        Assert.Null(chat.Update(Change<string>.To(title), default));
        Assert.Null(chat.Update(default, default));
        Assert.Null(chat.Update(default, Change<MediaContent>.To(null)));

        Assert.Equal("Team", chat.Title);
    }

    [Fact]
    public void Update_WhenTheTitleIsOfTheGreatestLength_ThenIsTakenAndOneMoreIsInvalid()
    {
        Assert.NotNull(chat.Update(Change<string>.To(TestTexts.Repeat(TestTexts.Emoji, 128)), default));
        Assert.NotNull(chat.Update(Change<string>.To("x".PadRight(10_000)), default));

        AssertBadTitle(TestTexts.Repeat(TestTexts.Emoji, 129), "validation.title.too_long");
        AssertBadTitle(new string('x', 129), "validation.title.too_long");
        AssertBadTitle(new string(' ', 10_000), "validation.title.blank");
        AssertBadTitle("", "validation.title.blank");
        AssertBadTitle("a\0", "validation.title.characters");
        Assert.Equal("x", chat.Title);
    }

    [Fact]
    public void Update_WhenThePhotoChanges_ThenTheLineHasNoTitle()
    {
        Assert.Equal(default, chat.Update(default, Change<MediaContent>.To(Photo))!.Title);
        Assert.Equal(Photo, chat.Photo);
        // The same file, whatever was measured of it later.
        Assert.Null(chat.Update(Change<string>.To("Team"), Change<MediaContent>.To(Photo with { ThumbnailKey = "t" })));
        Assert.NotNull(chat.Update(default, Change<MediaContent>.To(Photo with { Key = "key-2" })));
        Assert.NotNull(chat.Update(default, Change<MediaContent>.To(null)));
        Assert.Null(chat.Photo);
    }

    [Fact]
    public void Add_WhenJoined_ThenSeesFromTheirOwnLineOnAndHasReadWhatWasBefore()
    {
        var before = Append(Ada);
        chat.MarkRead(Bob, 1);

        var (line, alteration) = Take(chat.Add(Dan, seesAll: false, Noon.AddMinutes(2))!, Ada);

        var dan = chat.FindMember(Dan)!.Value;
        Assert.Equal((ChatRole.Member, 2L, 2L, 2L, 1L, 0L), (dan.Role, dan.Line, dan.LineChange, dan.SeesFrom, dan.ReadUpTo, dan.DeliveredUpTo));
        Assert.Equal((line.Sequence, line.Change, alteration.Change - 1), (dan.Line, dan.LineChange, dan.LineChange));
        Assert.Equal(Noon.AddMinutes(2), chat.JoinedAt(dan));
        Assert.Equal((false, true), (chat.Sees(Dan, 1), chat.Sees(Dan, 2)));
        Assert.Equal(1, chat.UnreadOf(Dan));
        // It counts as read, and names them nowhere.
        Assert.Equal([Bob], chat.ReadersOf(before));
        Assert.Equal([Bob], chat.HoldersOf(before));
        chat.MarkRead(Dan, 2);
        Assert.Equal([Bob], chat.ReadersOf(before));
        Assert.Equal([Dan], chat.ReadersOf(line));
    }

    [Fact]
    public void Add_WhenWithAll_ThenSeesEverythingAndAllOfItIsUnread()
    {
        var before = Append(Ada);

        Take(chat.Add(Dan, seesAll: true, Noon.AddMinutes(2))!, Ada);

        var dan = chat.FindMember(Dan)!.Value;
        Assert.Equal((2L, 2L, 0L, 0L), (dan.Line, dan.LineChange, dan.SeesFrom, dan.ReadUpTo));
        Assert.True(chat.Sees(Dan, 1));
        Assert.Equal(2, chat.UnreadOf(Dan));
        Assert.Empty(chat.HoldersOf(before));
        chat.MarkDelivered(Dan, 1);
        Assert.Equal([Dan], chat.HoldersOf(before));
    }

    [Fact]
    public void Add_WhenThereAlready_ThenNothingChangesHistoryIncluded()
    {
        Append(Ada);
        Take(chat.Add(Dan, seesAll: false, Noon.AddMinutes(2))!, Ada);

        Assert.Null(chat.Add(Dan, seesAll: true, Noon.AddMinutes(3)));

        Assert.False(chat.Sees(Dan, 1));
    }

    [Fact]
    public void Add_WhenTheGroupIsFull_ThenIsRefusedAndTheLastPlaceIsGiven()
    {
        var almost = Chat.Group(ChatId, null, Enumerable.Range(1, 255).Select(UserId), Noon);

        Assert.NotNull(almost.Add(UserId(256), seesAll: false, Noon));
        Assert.Equal("chat.full", Assert.Throws<RefusedException>(() => almost.Add(UserId(257), seesAll: false, Noon)).Errors[0].Name);

        Assert.Equal(256, almost.Members.Count);
        // Who is there needs no place.
        Assert.Null(almost.Add(UserId(256), seesAll: false, Noon));
    }

    [Fact]
    public void Remove_WhenAMemberGoesAndComesBack_ThenTheyBeginAnew()
    {
        Append(Bob);
        Assert.Equal(new ChatLine(ChatEvent.MemberRemoved, Bob), chat.Remove(Bob, Ada));
        Take(new ChatLine(ChatEvent.MemberRemoved, Bob), Ada);
        Assert.Equal((false, null, false), (chat.HasMember(Bob), chat.RoleOf(Bob), chat.Sees(Bob, 1)));
        Assert.Equal("chat.not_a_member", chat.ObjectionTo(Bob, null)?.Name);
        Assert.Null(chat.Remove(Bob, Ada));

        Take(chat.Add(Bob, seesAll: false, Noon)!, Ada);

        Assert.Equal((3L, 4L, 2L), (chat.FindMember(Bob)!.Value.Line, chat.FindMember(Bob)!.Value.LineChange, chat.ReadUpTo(Bob)));
        Assert.Equal([Ada, Cem, Bob], chat.Members.Select(member => member.UserId));
    }

    [Fact]
    public void Remove_WhenOneself_ThenTheLineSaysSo()
    {
        Assert.Equal(new ChatLine(ChatEvent.MemberLeft), chat.Remove(Cem, Cem));
        Assert.Equal([Ada, Bob], chat.Members.Select(member => member.UserId));
    }

    [Fact]
    public void Remove_WhenTheLastOwner_ThenIsRefusedByWhomever()
    {
        foreach (var by in new[] { Ada, Bob, Dan })
            AssertLastOwner(() => chat.Remove(Ada, by));
        AssertLastOwner(() => chat.SetRole(Ada, ChatRole.Admin));
        AssertLastOwner(() => chat.SetRole(Ada, ChatRole.Member));
        Assert.Equal(ChatRole.Owner, chat.RoleOf(Ada));
        Assert.Equal(3, chat.Members.Count);
    }

    [Fact]
    public void Remove_WhenThereIsAnotherOwner_ThenMayGo()
    {
        chat.SetRole(Bob, ChatRole.Owner);

        Assert.NotNull(chat.Remove(Ada, Ada));

        AssertLastOwner(() => chat.Remove(Bob, Bob));
        AssertLastOwner(() => chat.SetRole(Bob, ChatRole.Member));
        // Those who own nothing may go.
        Assert.NotNull(chat.Remove(Cem, Cem));
    }

    [Fact]
    public void Remove_WhenTheLastMember_ThenTheGroupIsEmptyAndWhoeverComesOwnsIt()
    {
        chat.Remove(Bob, Ada);
        chat.Remove(Cem, Ada);
        AssertLastOwner(() => chat.SetRole(Ada, ChatRole.Member));

        Assert.Equal(new ChatLine(ChatEvent.MemberLeft), chat.Remove(Ada, Ada));
        Take(new ChatLine(ChatEvent.MemberLeft), Ada);
        Assert.Empty(chat.Members);

        var line = chat.Add(Dan, seesAll: false, Noon);
        Assert.Equal((ChatRole.Owner, ChatRole.Owner), (line!.Role, chat.RoleOf(Dan)));
        Take(line, Dan);
        Assert.Equal(ChatRole.Member, chat.Add(Ada, seesAll: false, Noon)!.Role);
    }

    [Theory]
    [InlineData(ChatRole.Admin)]
    [InlineData(ChatRole.Owner)]
    public void SetRole_WhenAnother_ThenIsKeptAndTold(ChatRole role)
    {
        Assert.Equal(new ChatLine(ChatEvent.RoleChanged, Bob) { Role = role }, chat.SetRole(Bob, role));

        Assert.Equal((role, true), (chat.RoleOf(Bob), chat.IsAdmin(Bob)));
        Assert.Null(chat.SetRole(Bob, role));
        Assert.Null(chat.SetRole(Cem, ChatRole.Member));
    }

    [Fact]
    public void SetRole_WhenNoMember_ThenIsInvalid() =>
        Assert.Equal("validation.user id.not_a_member", Assert.Throws<InvalidRequestException>(() => chat.SetRole(Dan, ChatRole.Admin)).Errors[0].Name);

    [Theory]
    [InlineData(null, ChatRole.Member, "chat.not_a_member")]
    [InlineData(ChatRole.Member, ChatRole.Member, null)]
    [InlineData(ChatRole.Member, ChatRole.Admin, "chat.role_required")]
    [InlineData(ChatRole.Member, ChatRole.Owner, "chat.role_required")]
    [InlineData(ChatRole.Admin, ChatRole.Admin, null)]
    [InlineData(ChatRole.Admin, ChatRole.Owner, "chat.role_required")]
    [InlineData(ChatRole.Owner, ChatRole.Owner, null)]
    public void EnsureChangeableBy_WhenOfARole_ThenThatOrAHigherOneMay(ChatRole? role, ChatRole least, string? code)
    {
        Assert.Equal(code, RefusalOf(() => chat.EnsureChangeableBy(role, least)));
        // Nobody changes a direct chat, and only its members are told so.
        Assert.Equal(role is null ? "chat.not_a_member" : "chat.direct", RefusalOf(() => Chat.Direct(ChatId, Ada, Bob, Noon).EnsureChangeableBy(role, least)));
    }

    [Fact]
    public void Alter_WhenTheChatHasChanged_ThenTheNumbersGoOn()
    {
        Append(Ada);
        var (line, _) = Take(chat.Add(Dan, seesAll: false, Noon)!, Ada);

        Assert.Equal(4, chat.Alter(line.React(Bob, "👍", chat.NextChange, Noon), AlterationKind.Reacted, Bob, "👍").Change);
        Assert.Equal((3L, 5L), (Append(Dan).Sequence, chat.LastChange));
        Assert.Equal((3L, 2L), (chat.OwnChange, chat.AlterationCount));
    }

    private static string? RefusalOf(Action action) => (Record.Exception(action) as RefusedException)?.Errors[0].Name;

    private static void AssertLastOwner(Func<ChatLine?> change) => Assert.Equal("chat.last_owner", Assert.Throws<RefusedException>(change).Errors[0].Name);

    private void AssertBadTitle(string title, string code) =>
        Assert.Equal(code, Assert.Single(Assert.Throws<InvalidRequestException>(() => chat.Update(Change<string>.To(title), default)).Errors).Name);

    private static Chat Restore(params Member[] members) => Chat.Restore(new ChatState(ChatId, ChatKind.Group, null, 0, 0, Noon, Noon), members);

    private static Id<User> UserId(int number) => Id<User>.Parse(number.ToString("x24", null));

    private Message Append(Id<User> sender)
    {
        var message = Message.Text(Header(sender), MessageText.From("Hello"));
        chat.Append(message);
        return message;
    }

    private (Message Line, MessageAlteration Change) Take(ChatLine what, Id<User> by)
    {
        var line = Message.Line(Header(by), what);
        return (line, chat.Take(line));
    }

    private MessageHeader Header(Id<User> sender) =>
        new(Id<Message>.Parse(chat.NextSequence.ToString("x24", null)), ChatId, chat.NextSequence, sender, Noon.AddMinutes(chat.NextSequence)) { Change = chat.NextChange };
}
