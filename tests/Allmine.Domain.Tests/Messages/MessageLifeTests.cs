using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Domain.Tests.Messages;

public sealed class MessageLifeTests
{
    private const string Thumb = "👍";
    private const string Party = "🎉";

    private static readonly DateTime Sent = new(2026, 1, 15, 10, 30, 0, DateTimeKind.Utc);
    private static readonly DateTime Later = Sent.AddMinutes(1);
    private static readonly Id<User> Sender = Id<User>.Parse("64d15f9e2e6c8f4d5a000003");
    private static readonly Id<User> Other = Id<User>.Parse("64d15f9e2e6c8f4d5a000004");
    private static readonly MediaContent Film = new(MediaKind.Video, "film.mp4", 10, 1, 1, 1, "key", null);
    private static readonly MessageAttributes Attributes = new("{\"a\":1}", true, new MessageReference(Id<Message>.Parse("64d15f9e2e6c8f4d5a000009"), 1), [Other]);

    private static readonly MessageHeader Place = new(Id<Message>.Parse("64d15f9e2e6c8f4d5a000001"), Id<Chat>.Parse("64d15f9e2e6c8f4d5a000002"), 3, Sender, Sent)
    {
        Attributes = Attributes,
        Change = 5,
    };

    private static readonly Message Text = Message.Text(Place, MessageText.From("Hello"));
    private static readonly Message Media = Message.OfMedia(Place, Film, "Look");
    private static readonly Message Credits = Message.CreditTransfer(Place, new CreditTransfer(1, Other), "Thanks");

    [Fact]
    public void Message_WhenJustSent_ThenItsChangeIsThatOfItsSending()
    {
        Assert.Equal((5L, 5L, 1, false, false), (Text.SentChange, Text.Change, Text.Life.Version, Text.IsAltered, Text.IsDeleted));
        Assert.Equal(Sent, Text.UpdatedAt);
        Assert.Equal(3, Message.Text(Place with { Change = null }, MessageText.From("Hello")).Change);
        Assert.Equal(7, Text.SentAs(7).Change);
        Assert.Empty(Text.Life.Reactions);
    }

    [Fact]
    public void Edit_WhenWordsAndMetadataChange_ThenThereIsANewVersionAndTheOldOneStays()
    {
        var edited = Text.Edit(new MessageEdit(Change<string>.To("Hi"), Change<string>.To(null)), 9, Later);

        Assert.Equal(("Hi", (string?)null, 2, Later, Later, 9L, 5L), (edited.Content, edited.Attributes.Metadata, edited.Life.Version, edited.Life.EditedAt, edited.UpdatedAt, edited.Change, edited.SentChange));
        Assert.Equal(Attributes with { Metadata = null }, edited.Attributes);
        Assert.Equal(new MessageVersion(2, "Hi", null, Later), edited.CurrentVersion);
        Assert.Equal(new MessageVersion(1, "Hello", "{\"a\":1}", Sent), Text.CurrentVersion);
    }

    [Fact]
    public void Edit_WhenSomethingIsNotGiven_ThenItStays()
    {
        Assert.Equal("{\"a\":1}", Text.Edit(new MessageEdit(Change<string>.To("Hi"), default), 9, Later).Attributes.Metadata);
        Assert.Equal("Hello", Text.Edit(new MessageEdit(default, Change<string>.To("{}")), 9, Later).Content);
        Assert.Null(Media.Edit(new MessageEdit(Change<string>.To(null), default), 9, Later).Content);
        Assert.Equal(" ", Media.Edit(new MessageEdit(Change<string>.To(" "), default), 9, Later).Content);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(2)]
    public void Edit_WhenItChangesNothing_ThenItIsTheSameWhateverVersionIsExpected(int? expected)
    {
        Assert.Same(Text, Text.Edit(new MessageEdit(Change<string>.To("Hello"), Change<string>.To("{\"a\":1}")) { ExpectedVersion = expected, Window = TimeSpan.Zero }, 9, Later));
        Assert.Same(Text, Text.Edit(default(MessageEdit) with { ExpectedVersion = expected }, 9, Later));
    }

    [Theory]
    [InlineData(null, "validation.content.required")]
    [InlineData("", "validation.content.blank")]
    [InlineData("\u2003", "validation.content.blank")]
    public void Edit_WhenATextWouldBeWithoutWords_ThenIsRefused(string? words, string code) =>
        Assert.Equal(code, CodeOf(() => Text.Edit(new MessageEdit(Change<string>.To(words), default), 9, Later)));

    [Fact]
    public void Edit_WhenTheWordsAreTooLong_ThenIsRefused()
    {
        var most = new string('a', MessageText.MaxLength);

        Assert.Equal(most, Text.Edit(new MessageEdit(Change<string>.To(most), default), 9, Later).Content);
        Assert.Equal("validation.content.too_long", CodeOf(() => Text.Edit(new MessageEdit(Change<string>.To(most + "a"), default), 9, Later)));
        Assert.Equal("validation.content.too_long", CodeOf(() => Media.Edit(new MessageEdit(Change<string>.To(most + "a"), default), 9, Later)));
    }

    [Fact]
    public void Edit_WhenAnotherVersionIsExpected_ThenIsRefused()
    {
        var edit = new MessageEdit(Change<string>.To("Hi"), default) { ExpectedVersion = 1 };
        var edited = Text.Edit(edit, 9, Later);

        Assert.Equal("message.version_conflict", CodeOf(() => edited.Edit(edit with { Content = Change<string>.To("Hey") }, 10, Later)));
        Assert.Equal("Hey", edited.Edit(edit with { Content = Change<string>.To("Hey"), ExpectedVersion = 2 }, 10, Later).Content);
    }

    [Theory]
    [InlineData(60_000, 59_999, true)]
    [InlineData(60_000, 60_000, false)]
    [InlineData(0, 0, false)]
    [InlineData(null, 1_000_000_000, true)]
    public void Edit_WhenSomeTimeHasPassed_ThenItIsTheWindowThatCounts(int? windowMilliseconds, int passed, bool isAllowed)
    {
        var edit = new MessageEdit(Change<string>.To("Hi"), default) { Window = windowMilliseconds is { } window ? TimeSpan.FromMilliseconds(window) : null };
        var at = Sent.AddMilliseconds(passed);

        if (isAllowed)
            Assert.Equal("Hi", Text.Edit(edit, 9, at).Content);
        else
            Assert.Equal("message.edit_window", CodeOf(() => Text.Edit(edit, 9, at)));
    }

    [Fact]
    public void Edit_WhenThereAreAHundredVersions_ThenThereIsRoomForNoMore()
    {
        var message = Text;
        for (var version = 2; version <= MessageLife.MaxVersions; version++)
            message = message.Edit(new MessageEdit(Change<string>.To($"{version}"), default), 5 + version, Later);

        Assert.Equal(100, message.Life.Version);
        Assert.Equal("message.versions_full", CodeOf(() => message.Edit(new MessageEdit(Change<string>.To("more"), default), 200, Later)));
        Assert.Same(message, message.Edit(new MessageEdit(Change<string>.To("100"), default), 200, Later));
    }

    [Fact]
    public void Credits_WhenEditedOrDeleted_ThenIsRefused()
    {
        Assert.Equal("message.immutable", CodeOf(() => Credits.Edit(new MessageEdit(Change<string>.To("Hi"), default), 9, Later)));
        Assert.Equal("message.immutable", CodeOf(() => Credits.Delete(9, Later)));
        Assert.Single(Credits.React(Other, Thumb, 9, Later).Life.Reactions);
        Assert.Equal(Later, Credits.Pin(9, Later).Life.PinnedAt);
    }

    [Fact]
    public void Delete_WhenThere_ThenItsPlaceIsLeftAndNothingElse()
    {
        var edited = Media.Edit(new MessageEdit(Change<string>.To("x"), default), 6, Later);
        var full = edited.React(Other, Thumb, 7, Later).Pin(8, Later).ShowThumbnail("key", "thumbnail", 9);

        var tombstone = full.Delete(10, Later.AddMinutes(1));

        Assert.Equal((null, null, null), (tombstone.Content, tombstone.Media, tombstone.Transfer));
        Assert.Equal(MessageAttributes.None, tombstone.Attributes);
        Assert.Equal((Media.Id, 3L, Sender, Sent, MessageKind.Media, 5L), (tombstone.Id, tombstone.Sequence, tombstone.SenderId, tombstone.CreatedAt, tombstone.Kind, tombstone.SentChange));
        Assert.Equal(
            MessageLife.Untouched with { Change = 10, Version = 2, EditedAt = Later, DeletedAt = Later.AddMinutes(1), Reactions = tombstone.Life.Reactions }, tombstone.Life);
        Assert.Empty(tombstone.Life.Reactions);
        Assert.Equal((10L, Later.AddMinutes(1)), (tombstone.Change, tombstone.UpdatedAt));
        Assert.Same(tombstone, tombstone.Delete(11, Later.AddMinutes(2)));
    }

    [Fact]
    public void Tombstone_WhenAltered_ThenIsRefusedOrUnchanged()
    {
        var tombstone = Text.Delete(9, Later);

        Assert.Equal("message.deleted", CodeOf(() => tombstone.Edit(new MessageEdit(Change<string>.To("x"), default), 10, Later)));
        Assert.Equal("message.deleted", CodeOf(() => tombstone.Edit(default, 10, Later)));
        Assert.Equal("message.deleted", CodeOf(() => tombstone.React(Other, Thumb, 10, Later)));
        Assert.Equal("message.deleted", CodeOf(() => tombstone.Pin(10, Later)));
        Assert.Same(tombstone, tombstone.Unreact(Other, Thumb, 10));
        Assert.Same(tombstone, tombstone.Unpin(10));
        Assert.Same(tombstone, tombstone.ShowThumbnail("key", "thumbnail", 10));
    }

    [Fact]
    public void React_WhenSeveralDo_ThenTheKindThatIsThereForLongestComesFirst()
    {
        var message = Text.React(Sender, Thumb, 6, Later).React(Other, Party, 7, Later).React(Other, Thumb, 8, Later.AddSeconds(1)).Unreact(Sender, Thumb, 9);

        Assert.Equal([Thumb, Party], message.Life.Reactions.Select(reaction => reaction.Emoji));
        Assert.Equal([new Reactor(Other, Later.AddSeconds(1))], message.Life.Reactions[0].Reactors);
        // With a break it begins anew.
        message = message.Unreact(Other, Thumb, 10).React(Sender, Thumb, 11, Later);
        Assert.Equal([Party, Thumb], message.Life.Reactions.Select(reaction => reaction.Emoji));
        Assert.Equal((11L, Sent, 1), (message.Change, message.UpdatedAt, message.Life.Version));
    }

    [Fact]
    public void React_WhenRepeated_ThenNothingChanges()
    {
        var message = Text.React(Other, Thumb, 6, Later);

        Assert.Same(message, message.React(Other, Thumb, 7, Later));
        Assert.Same(message, message.Unreact(Sender, Thumb, 7));
        Assert.Same(message, message.Unreact(Other, Party, 7));
        // Byte for byte: without the variation selector it is another one.
        Assert.Equal(3, message.React(Other, "❤️", 7, Later).React(Other, "❤", 8, Later).Life.Reactions.Count);
    }

    [Fact]
    public void React_WhenThereAreTwentyKinds_ThenThereIsRoomForNoMore()
    {
        var message = Text;
        for (var kind = 1; kind <= Reaction.MaxKinds; kind++)
            message = message.React(Sender, $"{kind}", 5 + kind, Later);

        Assert.Equal("message.reactions_full", CodeOf(() => message.React(Other, "21", 30, Later)));
        Assert.Equal(2, message.React(Other, "20", 30, Later).Life.Reactions[^1].Reactors.Count);
        Assert.Equal(20, message.Unreact(Sender, "1", 30).React(Other, "21", 31, Later).Life.Reactions.Count);
    }

    [Fact]
    public void React_WhenItIsNoEmoji_ThenIsRefused() => Assert.Equal("validation.emoji.format", CodeOf(() => Text.React(Other, "..", 6, Later)));

    [Fact]
    public void Pin_WhenPinnedAndUnpinned_ThenEachIsAChangeOnce()
    {
        var pinned = Text.Pin(6, Later);

        Assert.Equal((6L, Later, Sent), (pinned.Change, pinned.Life.PinnedAt, pinned.UpdatedAt));
        Assert.Same(pinned, pinned.Pin(7, Later));
        var unpinned = pinned.Unpin(7);
        Assert.Equal((7L, null), (unpinned.Change, unpinned.Life.PinnedAt));
        Assert.Same(unpinned, unpinned.Unpin(8));
    }

    [Fact]
    public void ShowThumbnail_WhenItIsOfItsFileAndItHasNone_ThenItHasIt()
    {
        var shown = Media.ShowThumbnail("key", "thumbnail", 6);

        Assert.Equal((Film with { ThumbnailKey = "thumbnail" }, 6L, 6L), (shown.Media, shown.Change, shown.Life.ThumbnailChange));
        Assert.Same(shown, shown.ShowThumbnail("key", "another", 7));
        Assert.Same(Media, Media.ShowThumbnail("another key", "thumbnail", 6));
        Assert.Same(Text, Text.ShowThumbnail("key", "thumbnail", 6));
    }

    [Fact]
    public void AsOf_WhenAlteredSince_ThenIsAsItWas()
    {
        var first = Media.React(Other, Thumb, 6, Later);
        var last = first.Edit(new MessageEdit(Change<string>.To("x"), Change<string>.To(null)), 7, Later).ShowThumbnail("key", "thumbnail", 8).Pin(9, Later);

        var sent = last.AsOf(MessageLife.Untouched, Media.CurrentVersion);
        Assert.Equal(("Look", Film, Attributes, MessageLife.Untouched, 5L), (sent.Content, sent.Media, sent.Attributes, sent.Life, sent.Change));
        var then = last.AsOf(first.Life, first.CurrentVersion);
        Assert.Equal(("Look", Film, first.Life, 6L), (then.Content, then.Media, then.Life, then.Change));
        Assert.Same(last.Content, last.AsOf(last.Life).Content);
        Assert.Equal("thumbnail", last.AsOf(last.Life).Media!.ThumbnailKey);
    }

    [Fact]
    public void AsOf_WhenDeletedSince_ThenIsTheTombstoneWithThatChange()
    {
        var reacted = Media.React(Other, Thumb, 6, Later);
        var tombstone = reacted.Delete(7, Later);

        Assert.Equal(5, tombstone.AsOf(MessageLife.Untouched, Media.CurrentVersion).Change);
        var then = tombstone.AsOf(reacted.Life, reacted.CurrentVersion);
        Assert.Equal((6L, null, null, Later), (then.Change, then.Content, then.Media, then.Life.DeletedAt));
        Assert.Empty(then.Life.Reactions);
    }

    [Fact]
    public void Restore_WhenDeleted_ThenItNeedsNoPartsUnlessItIsOfCredits()
    {
        var header = Place with { Life = MessageLife.Untouched with { Change = 6, DeletedAt = Later } };

        Assert.True(Message.Restore(MessageKind.Text, header, null, null, null).IsDeleted);
        Assert.True(Message.Restore(MessageKind.Media, header, null, null, null).IsDeleted);
        Assert.Throws<UnreadableRecordException>(() => Message.Restore(MessageKind.CreditTransfer, header, null, null, null));
        Assert.Throws<UnreadableRecordException>(() => Message.Restore(MessageKind.Text, Place, null, null, null));
        Assert.Throws<UnreadableRecordException>(() => Message.Restore(MessageKind.Media, Place, "Look", null, null));
    }

    private static string CodeOf(Action act) => Assert.ThrowsAny<AllmineException>(act).Errors[0].Name;
}
