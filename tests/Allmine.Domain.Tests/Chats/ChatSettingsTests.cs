using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Domain.Tests.Chats;

public sealed class ChatSettingsTests
{
    private static readonly DateTime Noon = new(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc);
    private static readonly Id<User> Ada = Id<User>.Parse("64d15f9e2e6c8f4d5a111111");
    private static readonly Id<User> Bob = Id<User>.Parse("64d15f9e2e6c8f4d5a222222");

    private readonly Chat chat = Chat.Group(Id<Chat>.Parse("64d15f9e2e6c8f4d5a123456"), null, [Ada, Bob], Noon);
    private ChatSettings settings = new(Id<Chat>.Parse("64d15f9e2e6c8f4d5a123456"), Ada);

    [Fact]
    public void New_WhenNothingIsSet_ThenEverythingIsOff()
    {
        Send(Noon);

        Assert.Equal((false, false, false, 0L), (settings.IsMutedAt(Noon), settings.IsArchivedIn(chat), settings.IsPinned, settings.Revision));
        Assert.Null(settings.EndedBy(1, Noon));
    }

    /// <summary>What is there before; what is asked for; whether it is muted then, and until which hour. Hour 0 is now, the empty text stands for never, - for not given.</summary>
    [Theory]
    [InlineData("off", "-", "-", false, null)]
    [InlineData("off", "true", "-", true, null)]
    [InlineData("off", "false", "-", false, null)]
    [InlineData("off", "-", "2", true, 2)]
    [InlineData("off", "-", "", false, null)]
    [InlineData("off", "true", "2", true, 2)]
    [InlineData("off", "false", "2", false, null)]
    [InlineData("off", "-", "-1", false, -1)]
    [InlineData("on", "-", "-", true, null)]
    [InlineData("on", "-", "2", true, 2)]
    [InlineData("on", "-", "", true, null)]
    [InlineData("on", "false", "-", false, null)]
    [InlineData("until 1", "-", "-", true, 1)]
    [InlineData("until 1", "true", "-", true, 1)]
    [InlineData("until 1", "true", "", true, null)]
    [InlineData("until 1", "-", "", true, null)]
    [InlineData("until 1", "-", "2", true, 2)]
    [InlineData("until 1", "false", "-", false, null)]
    [InlineData("until 1", "false", "2", false, null)]
    [InlineData("until -1", "-", "-", false, -1)]
    [InlineData("until -1", "true", "-", true, null)]
    [InlineData("until -1", "-", "", false, null)]
    [InlineData("until -1", "-", "2", true, 2)]
    [InlineData("until -1", "false", "-", false, null)]
    [InlineData("until 0", "-", "-", false, 0)]
    [InlineData("until 0", "true", "-", true, null)]
    public void With_WhenMutingIsAskedFor_ThenEndsWhenItIsSaidTo(string before, string muted, string mutedUntil, bool isMuted, int? until)
    {
        settings = settings with { IsMuted = before != "off", MutedUntil = before.StartsWith("until ", StringComparison.Ordinal) ? Hour(before[6..]) : null };
        var end = mutedUntil == "-" ? default : Change<Moment>.To(mutedUntil.Length == 0 ? null : new Moment(Hour(mutedUntil)));

        var after = settings.With(new ChatSettingsEdit(muted == "-" ? null : bool.Parse(muted), end, null, null), chat, Noon);

        Assert.Equal((isMuted, until is { } hour ? Noon.AddHours(hour) : null), (after.IsMutedAt(Noon), after.MutedUntil));
        Assert.Equal(after with { Revision = 0 } == settings ? 0 : 1, after.Revision);
    }

    [Fact]
    public void IsMutedAt_WhenItEnds_ThenNoLongerFromThatMomentOn()
    {
        Edit(until: Noon.AddHours(1));

        Assert.True(settings.IsMutedAt(Noon.AddHours(1).AddMilliseconds(-1)));
        Assert.False(settings.IsMutedAt(Noon.AddHours(1)));
    }

    [Fact]
    public void With_WhenNothingChanges_ThenIsTheSame()
    {
        Edit(muted: true, archived: true, pinned: true);

        Assert.Same(settings, settings.With(new ChatSettingsEdit(true, default, true, true), chat, Noon));
        Assert.Same(settings, settings.With(new ChatSettingsEdit(null, default, null, null), chat, Noon));
        Assert.Equal(1, settings.Revision);
        Edit(pinned: false);
        Assert.Equal((2L, false, true, true), (settings.Revision, settings.IsPinned, settings.IsMutedAt(Noon), settings.IsArchivedIn(chat)));
    }

    [Fact]
    public void IsArchivedIn_WhenAMessageComes_ThenNotAnyMore()
    {
        Send(Noon);
        Edit(archived: true);
        Assert.True(settings.IsArchivedIn(chat));
        Assert.Null(settings.EndedBy(1, Noon));

        Send(Noon.AddMinutes(1));

        Assert.False(settings.IsArchivedIn(chat));
        Assert.Equal(settings with { ArchivedAt = null, Revision = 2 }, settings.EndedBy(2, Noon.AddMinutes(1)));
        // What has ended does not come back with another setting.
        Edit(muted: true);
        Assert.False(settings.IsArchivedIn(chat));
        Edit(archived: true);
        Assert.True(settings.IsArchivedIn(chat));
    }

    [Fact]
    public void IsArchivedIn_WhenAMessageComesWhileMuted_ThenStillAndAfterTheMutingIsTakenBackToo()
    {
        Edit(muted: true, archived: true);
        Send(Noon.AddMinutes(1));
        Assert.True(settings.IsArchivedIn(chat));
        Assert.Null(settings.EndedBy(1, Noon.AddMinutes(1)));

        Edit(muted: false);
        Assert.True(settings.IsArchivedIn(chat));

        Send(Noon.AddMinutes(2));
        Assert.False(settings.IsArchivedIn(chat));
        Assert.NotNull(settings.EndedBy(2, Noon.AddMinutes(2)));
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(60, false)]
    [InlineData(61, false)]
    public void IsArchivedIn_WhenTheMutingHasEndedByTheMessage_ThenItCounts(int minutes, bool isArchived)
    {
        Edit(archived: true, until: Noon.AddHours(1));

        Send(Noon.AddMinutes(minutes));

        Assert.Equal(isArchived, settings.IsArchivedIn(chat));
        Assert.Equal(isArchived, settings.EndedBy(1, Noon.AddMinutes(minutes)) is null);
    }

    [Fact]
    public void With_WhenUnarchived_ThenIsNotArchivedAndOnceMoreChangesNothing()
    {
        Edit(archived: true);

        Edit(archived: false);

        Assert.False(settings.IsArchivedIn(chat));
        Assert.Same(settings, settings.With(new ChatSettingsEdit(null, default, false, null), chat, Noon));
    }

    private static DateTime Hour(string text) => Noon.AddHours(int.Parse(text, System.Globalization.CultureInfo.InvariantCulture));

    private void Edit(bool? muted = null, DateTime? until = null, bool? archived = null, bool? pinned = null) => settings = settings.With(
        new ChatSettingsEdit(muted, until is { } at ? Change<Moment>.To(new Moment(at)) : default, archived, pinned), chat, Noon);

    private void Send(DateTime at) => chat.Append(
        Message.Text(new MessageHeader(Id<Message>.Parse("64d15f9e2e6c8f4d5a00aaaa"), chat.Id, chat.NextSequence, Bob, at), MessageText.From("Hello")));
}
