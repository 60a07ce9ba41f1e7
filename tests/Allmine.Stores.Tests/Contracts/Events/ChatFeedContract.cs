using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Stores.Tests.Contracts.Credits;

namespace Allmine.Stores.Tests.Contracts.Events;

/// <summary>Who hears what of chats that are made and that change, as the feed of events gives it.</summary>
public abstract class ChatFeedContract(IStoreFixture store) : CreditsContract(store)
{
    private static readonly MediaContent Photo = new(MediaKind.Image, "Tatil.jpg", 5, null, 4, 3, "photo.jpg", "photo-t.jpg");

    [SkippableFact]
    public async Task Read_WhenTitleAndPhotoChange_ThenTheLineComesAndThenTheChatAsOfThatChange()
    {
        var chat = await AddGroupAsync(3, "old");
        var (ids, owner) = (IdsOf(chat), chat.Members[0].UserId);
        await SendAsync(chat.Id, 1);
        await using var feed = await FeedReader.OpenAsync(Store.Events);

        var first = await ChangeChatAsync(chat.Id, owner, (group, _) => group.Update(Change<string>.To("new"), Change<MediaContent>.To(Photo)));
        var afterFirst = (await FindChatAsync(chat.Id)).ToSnapshot();
        var second = await ChangeChatAsync(chat.Id, owner, (group, _) => group.Update(Change<string>.To(null), Change<MediaContent>.To(null)), Noon.AddHours(1));
        var afterSecond = (await FindChatAsync(chat.Id)).ToSnapshot();
        var told = await TakeAsync(feed, 4);

        AssertLine(first, ids, told[0]);
        AssertChanged(afterFirst, ChatEvent.Updated, null, ids, told[1]);
        AssertLine(second, ids, told[2]);
        AssertChanged(afterSecond, ChatEvent.Updated, null, ids, told[3]);
        Assert.Equal([3L, 5], [afterFirst.Change, afterSecond.Change]);
        Assert.Equal(("new", Photo, 2L), (afterFirst.Title, afterFirst.Photo, afterFirst.LastSequence));
    }

    /// <summary>Whoever comes hears from their own line on, and of all the members there are.</summary>
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_WhenSomebodyComes_ThenTheyHearTheirOwnLineAndNothingOfBefore(bool seesAll)
    {
        var (chat, newcomer) = (await AddGroupAsync(2), NewId<User>());
        var (ids, owner) = (IdsOf(chat), chat.Members[0].UserId);
        await using var feed = await FeedReader.OpenAsync(Store.Events);

        var before = (await SendAsync(chat.Id, 1))[0];
        var line = await ChangeChatAsync(chat.Id, owner, (group, at) => group.Add(newcomer, seesAll, at));
        var snapshot = (await FindChatAsync(chat.Id)).ToSnapshot();
        var after = (await SendAsync(chat.Id, 1))[0];
        var told = await TakeAsync(feed, 4);

        AssertLine(before, ids, told[0]);
        AssertLine(line, [.. ids, newcomer], told[1]);
        var changed = AssertChanged(snapshot, ChatEvent.MemberAdded, newcomer, [.. ids, newcomer], told[2]);
        var members = (await FindChatAsync(chat.Id)).Members;
        Assert.Equal(members.Select(member => (member.UserId, member.Role, member.Line, member.LineChange, member.LineAt, member.SeesAll)),
            changed.Members.Select(member => (member.UserId, member.Role, member.Line, member.LineChange, member.LineAt, member.SeesAll)));
        AssertLine(after, [.. ids, newcomer], told[3]);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_WhenSomebodyGoes_ThenTheyHearThatAlone(bool isOwnWish)
    {
        var chat = await AddGroupAsync(3);
        var (owner, gone, rest) = (chat.Members[0].UserId, chat.Members[2].UserId, IdsOf(chat)[..2]);
        await using var feed = await FeedReader.OpenAsync(Store.Events);

        var line = await ChangeChatAsync(chat.Id, isOwnWish ? gone : owner, (group, _) => group.Remove(gone, isOwnWish ? gone : owner));
        var snapshot = (await FindChatAsync(chat.Id)).ToSnapshot();
        var after = (await SendAsync(chat.Id, 1))[0];
        var told = await TakeAsync(feed, 3);

        AssertLine(line, rest, told[0]);
        AssertChanged(snapshot, isOwnWish ? ChatEvent.MemberLeft : ChatEvent.MemberRemoved, gone, [.. rest, gone], told[1]);
        AssertLine(after, rest, told[2]);
    }

    [SkippableFact]
    public async Task Read_WhenARoleChanges_ThenAllHearOfIt()
    {
        var chat = await AddGroupAsync(3);
        var other = chat.Members[1].UserId;
        await using var feed = await FeedReader.OpenAsync(Store.Events);

        var line = await ChangeChatAsync(chat.Id, chat.Members[0].UserId, (group, _) => group.SetRole(other, ChatRole.Admin));
        var told = await TakeAsync(feed, 2);

        AssertLine(line, IdsOf(chat), told[0]);
        AssertChanged((await FindChatAsync(chat.Id)).ToSnapshot(), ChatEvent.RoleChanged, other, IdsOf(chat), told[1]);
    }

    /// <summary>Read late: who is told is who is there now, and was by then.</summary>
    [SkippableFact]
    public async Task Read_WhenMembersHaveComeAndGoneSince_ThenNobodyHearsWhatIsNotTheirs()
    {
        var chat = await AddGroupAsync(3);
        var (owner, second, third, newcomer) = (chat.Members[0].UserId, chat.Members[1].UserId, chat.Members[2].UserId, NewId<User>());
        EventPosition start;
        await using (var feed = await FeedReader.OpenAsync(Store.Events))
            start = feed.Start;
        var message = (await SendAsync(chat.Id, 1))[0];
        var pinned = await AlterAsync(message, Alter.Pin);
        await ChangeChatAsync(chat.Id, owner, (group, at) => group.Add(newcomer, seesAll: false, at));
        await ChangeChatAsync(chat.Id, second, (group, _) => group.Remove(second, second));
        await ChangeChatAsync(chat.Id, owner, (group, _) => group.Remove(third, owner));
        await ChangeChatAsync(chat.Id, owner, (group, at) => group.Add(third, seesAll: true, at));
        await AlterAsync(pinned, Alter.Unpin);

        await using var late = await FeedReader.OpenAsync(Store.Events, start);
        var told = await TakeAsync(late, 11);

        Assert.Equal(
            [
                "1 owner", "2 owner", "3 owner newcomer", "4 owner newcomer", "5 owner newcomer", "6 owner newcomer second", "7 owner newcomer", "8 owner newcomer third",
                "9 owner newcomer third", "10 owner newcomer third", "11 owner newcomer third",
            ],
            told.Select(happened => string.Join(' ', [$"{ChangeOf(happened)}", .. happened.Recipients.Select(NameOf)])));
        // The one who sees nothing of before hears of its change all the same.
        Assert.Equal([newcomer], Assert.IsType<MessageAltered>(told[10]).Unseeing);
        Assert.Empty(Assert.IsType<MessageAltered>(told[1]).Unseeing);

        string NameOf(Id<User> user) => user == owner ? "owner" : user == second ? "second" : user == third ? "third" : user == newcomer ? "newcomer" : "?";
    }

    /// <summary>A marker of an earlier membership is none of the present one, and none of anybody who has gone.</summary>
    [SkippableFact]
    public async Task Read_WhenAMarkerIsOfAMembershipThatHasEnded_ThenItIsNotTold()
    {
        var chat = await AddGroupAsync(3);
        var (owner, gone, back) = (chat.Members[0].UserId, chat.Members[1].UserId, chat.Members[2].UserId);
        await SendAsync(chat.Id, 2);
        EventPosition start;
        await using (var feed = await FeedReader.OpenAsync(Store.Events))
            start = feed.Start;
        foreach (var user in new[] { gone, back })
        {
            await Store.Chats.MarkDeliveredAsync(chat.Id, user, 2, None);
            await Store.Chats.MarkReadAsync(chat.Id, user, 2, None);
            await ChangeChatAsync(chat.Id, owner, (group, _) => group.Remove(user, owner));
        }

        await ChangeChatAsync(chat.Id, owner, (group, at) => group.Add(back, seesAll: false, at));
        await SendAsync(chat.Id, 1);
        await Store.Chats.MarkReadAsync(chat.Id, back, 6, None);

        await using var late = await FeedReader.OpenAsync(Store.Events, start);
        var told = await TakeAsync(late, 8);

        Assert.Equal((back, 6L), Assert.IsType<MessageRead>(told[7]) is var read ? (read.UserId, read.Sequence) : default);
        Assert.All(told.Take(7), happened => Assert.True(happened is MessageCreated or ChatChanged));
    }

    [SkippableFact]
    public async Task Read_WhenOneCommitChangesSendsAndAlters_ThenItsEventsComeInTheOrderOfTheirChanges()
    {
        var chat = await AddGroupAsync(2);
        var owner = chat.Members[0].UserId;
        var first = (await SendAsync(chat.Id, 1))[0];
        await using var feed = await FeedReader.OpenAsync(Store.Events);
        var (round, change) = (new ChangeSet(), await ChangeOfAsync(chat.Id));
        Apply(round, change, first, Alter.Pin);
        ChangeChat(round, change, owner, (group, at) => group.Add(NewId<User>(), seesAll: true, at));
        Append(round, change, owner);
        ChangeChat(round, change, owner, (group, _) => group.Update(Change<string>.To("new"), default));
        Append(round, change, owner);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        var told = await TakeAsync(feed, 7);

        Assert.Equal([2L, 3, 4, 5, 6, 7, 8], told.Select(ChangeOf));
        Assert.Equal(["MessageAltered", "MessageCreated", "ChatChanged", "MessageCreated", "MessageCreated", "ChatChanged", "MessageCreated"], told.Select(happened => happened.GetType().Name));
    }

    [SkippableFact]
    public async Task Read_WhenAGroupIsMade_ThenItsMembersHearOfItAsItWasThen()
    {
        await using var feed = await FeedReader.OpenAsync(Store.Events);
        var chat = Chat.Group(NewId<Chat>(), "Pazar", [NewId<User>(), NewId<User>(), NewId<User>()], Noon);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(new ChangeSet { Chats = { new ChatChange(chat, isNew: true) } }, None));
        await SendAsync(chat.Id, 2);

        var told = await TakeAsync(feed, 3);

        var opened = Assert.IsType<ChatOpened>(told[0]);
        AssertBeginning(chat, opened);
        Assert.Equal(["owner", "member", "member"], opened.Chat.Members.Select(member => ChatRoleNames.NameOf(member.Role)));
        Assert.Equal([1L, 2], told.Skip(1).Select(ChangeOf));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_WhenAFirstMessageOpensAChat_ThenTheChatComesBeforeIt(bool isThere)
    {
        var (one, other) = (NewId<User>(), NewId<User>());
        var chat = isThere ? Chat.Unopened(NewId<Chat>(), one, other) : Chat.Direct(NewId<Chat>(), one, other, Noon);
        if (isThere)
            Assert.True(await Store.Chats.AddAsync(chat, None));
        await using var feed = await FeedReader.OpenAsync(Store.Events);
        var (round, change) = (new ChangeSet(), isThere ? await ChangeOfAsync(chat.Id) : new ChatChange(chat, isNew: true));
        var messages = new[] { Append(round, change, one, at: Noon), Append(round, change, other, at: Noon.AddMinutes(1)) };
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        await SendAsync(chat.Id, 1);

        var told = await TakeAsync(feed, 4);

        AssertBeginning(Chat.Direct(chat.Id, one, other, Noon), Assert.IsType<ChatOpened>(told[0]));
        foreach (var (message, happened) in messages.Zip(told.Skip(1)))
            AssertLine(message, [one < other ? one : other, one < other ? other : one], happened);
        Assert.Equal(3, ChangeOf(told[3]));
    }

    [SkippableFact]
    public async Task Read_WhenACallOpensAChatThatWasKeptForABlock_ThenBothHearOfItOnce()
    {
        var chat = Chat.Unopened(NewId<Chat>(), NewId<User>(), NewId<User>());
        chat.Block(chat.Members[0].UserId, Noon);
        await using var feed = await FeedReader.OpenAsync(Store.Events);
        Assert.True(await Store.Chats.AddAsync(chat, None));
        Assert.Equal(CommitResult.Committed, await OpenAsync(chat, Noon.AddMinutes(3)));
        var other = await AddDirectChatAsync();
        await SendAsync(other.Id, 1);

        var told = (await TakeUntilAsync(feed, happened => happened is MessageCreated))
            .FindAll(happened => happened is not (ChatOpened { Chat.Id: var id }) || id != other.Id)
            .FindAll(happened => happened is not BlockChanged);

        AssertBeginning(Chat.Direct(chat.Id, chat.Members[0].UserId, chat.Members[1].UserId, Noon.AddMinutes(3)), Assert.IsType<ChatOpened>(told[0]));
        Assert.IsType<MessageCreated>(told[1]);
        Assert.Equal(2, told.Count);
    }

    /// <summary>Nobody hears of the making of a group that they are out of, or have come into later.</summary>
    [SkippableFact]
    public async Task Read_WhenMembersHaveChangedSinceTheMaking_ThenThoseOfThenWhoAreThereHearOfIt()
    {
        EventPosition start;
        await using (var feed = await FeedReader.OpenAsync(Store.Events))
            start = feed.Start;
        var chat = Chat.Group(NewId<Chat>(), "Pazar", Enumerable.Range(0, 4).Select(_ => NewId<User>()), Noon);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(new ChangeSet { Chats = { new ChatChange(chat, isNew: true) } }, None));
        var ids = IdsOf(chat);
        await ChangeChatAsync(chat.Id, ids[0], (group, _) => group.Remove(ids[1], ids[0]));
        await ChangeChatAsync(chat.Id, ids[0], (group, _) => group.Remove(ids[2], ids[0]));
        await ChangeChatAsync(chat.Id, ids[0], (group, at) => group.Add(ids[2], seesAll: true, at));
        await ChangeChatAsync(chat.Id, ids[0], (group, at) => group.Add(NewId<User>(), seesAll: true, at));

        await using var late = await FeedReader.OpenAsync(Store.Events, start);
        var opened = Assert.IsType<ChatOpened>((await TakeAsync(late, 1))[0]);

        Assert.Equal([ids[0], ids[3]], opened.Recipients);
        Assert.Equal((0L, 0L, "Pazar"), (opened.Chat.LastChange, opened.Chat.OwnChange, opened.Chat.Title));
    }

    [SkippableFact]
    public async Task Read_WhenAChangeConflicts_ThenNothingComesOfIt()
    {
        var chat = await AddGroupAsync(2);
        var (round, stale) = (new ChangeSet(), await ChangeOfAsync(chat.Id));
        ChangeChat(round, stale, chat.Members[0].UserId, (group, _) => group.Update(Change<string>.To("too late"), default));
        await using var feed = await FeedReader.OpenAsync(Store.Events);
        var sent = (await SendAsync(chat.Id, 1))[0];

        Assert.Equal(CommitResult.Conflict, await Store.CommitStore.CommitAsync(round, None));
        var line = await ChangeChatAsync(chat.Id, chat.Members[0].UserId, (group, _) => group.Update(Change<string>.To("new"), default));
        var told = await TakeAsync(feed, 3);

        AssertLine(sent, IdsOf(chat), told[0]);
        AssertLine(line, IdsOf(chat), told[1]);
        Assert.Equal("new", Assert.IsType<ChatChanged>(told[2]).Chat.Title);
    }

    [SkippableFact]
    public async Task Read_WhenALineCantBeRead_ThenItStandsInItsPlaceAndTheChangeAfterIt()
    {
        var chat = await AddGroupAsync(2);
        EventPosition start;
        await using (var feed = await FeedReader.OpenAsync(Store.Events))
            start = feed.Start;
        var line = await ChangeChatAsync(chat.Id, chat.Members[0].UserId, (group, _) => group.Update(Change<string>.To("new"), default));
        Assert.True(await Store.SpoilAsync("messages", line.Id.ToBytes()));

        await using var late = await FeedReader.OpenAsync(Store.Events, start);
        var told = await TakeAsync(late, 2);

        Assert.Equal((line.Id, 1L), Assert.IsType<MessageCreated>(told[0]).Message.Unreadable is { } lost ? (lost.Id!.Value, lost.Change) : default);
        Assert.Equal(IdsOf(chat), told[0].Recipients);
        Assert.Equal(("new", 2L), Assert.IsType<ChatChanged>(told[1]) is var changed ? (changed.Chat.Title, changed.Chat.Change) : default);
    }

    [SkippableFact]
    public async Task Read_WhenSettingsAreSaved_ThenTheirUserAloneHearsOfThemAsTheyAre()
    {
        var chat = await AddGroupAsync(3);
        var user = chat.Members[1].UserId;
        await SendAsync(chat.Id, 2);
        await using var feed = await FeedReader.OpenAsync(Store.Events);
        var settings = new ChatSettings(chat.Id, user) { Revision = 1, ArchivedAt = 2, IsPinned = true };

        Assert.True(await Store.Settings.SaveAsync(settings, None));
        var first = Assert.IsType<ChatSettingsChanged>((await TakeAsync(feed, 1))[0]);
        Assert.False(await Store.Settings.SaveAsync(settings with { IsMuted = true }, None));
        settings = settings with { Revision = 2, ArchivedAt = 1 };
        Assert.True(await Store.Settings.SaveAsync(settings, None));
        var second = Assert.IsType<ChatSettingsChanged>((await TakeAsync(feed, 1))[0]);

        Assert.Equal((settings with { Revision = 1, ArchivedAt = 2 }, true), (first.Settings, first.IsArchived));
        Assert.Equal((settings, false), (second.Settings, second.IsArchived));
        Assert.Equal([user], first.Recipients);
        Assert.Equal([user], second.Recipients);
    }

    /// <summary>A message ends that a chat is archived, once, unless it is muted then; and for members alone.</summary>
    [SkippableFact]
    public async Task Read_WhenAMessageEndsThatTheChatIsArchived_ThenItTellsForWhomAndTheNextOneDoesNot()
    {
        var chat = await AddGroupAsync(6);
        var (owner, ids) = (chat.Members[0].UserId, IdsOf(chat));
        await SendAtAsync(chat.Id, Noon);
        var plain = new ChatSettings(chat.Id, ids[1]) { Revision = 1, ArchivedAt = 1 };
        var muted = new ChatSettings(chat.Id, ids[2]) { Revision = 1, ArchivedAt = 1, IsMuted = true };
        var mutedUntil = new ChatSettings(chat.Id, ids[3]) { Revision = 1, ArchivedAt = 1, IsMuted = true, MutedUntil = Noon.AddMinutes(2) };
        var gone = new ChatSettings(chat.Id, ids[4]) { Revision = 1, ArchivedAt = 1 };
        var pinned = new ChatSettings(chat.Id, ids[5]) { Revision = 1, IsPinned = true };
        foreach (var settings in new[] { plain, muted, mutedUntil, gone, pinned })
            Assert.True(await Store.Settings.SaveAsync(settings, None));
        await Store.RemoveMemberAsync(chat.Id.ToBytes(), ids[4].ToBytes());
        await using var feed = await FeedReader.OpenAsync(Store.Events);

        for (var minute = 1; minute <= 3; minute++)
            await SendAtAsync(chat.Id, Noon.AddMinutes(minute));
        await ChangeChatAsync(chat.Id, owner, (group, _) => group.Update(Change<string>.To("new"), default), Noon.AddMinutes(4));
        var told = (await TakeAsync(feed, 5)).OfType<MessageCreated>().ToList();

        Assert.Equal([plain], told[0].Archived);
        Assert.Equal([mutedUntil], told[1].Archived);
        Assert.Empty(told[2].Archived);
        Assert.Empty(told[3].Archived);
    }

    [SkippableFact]
    public async Task Read_WhenALineEndsThatTheChatIsArchived_ThenItTellsSo()
    {
        var chat = await AddGroupAsync(2);
        var settings = new ChatSettings(chat.Id, chat.Members[0].UserId) { Revision = 1, ArchivedAt = 0 };
        Assert.True(await Store.Settings.SaveAsync(settings, None));
        await using var feed = await FeedReader.OpenAsync(Store.Events);

        await ChangeChatAsync(chat.Id, chat.Members[0].UserId, (group, _) => group.Update(Change<string>.To("new"), default));

        Assert.Equal([settings], Assert.IsType<MessageCreated>((await TakeAsync(feed, 1))[0]).Archived);
    }

    private static List<Id<User>> IdsOf(Chat chat) => [.. chat.Members.Select(member => member.UserId)];

    private static long ChangeOf(StoreEvent happened) => happened switch
    {
        MessageCreated created => created.Message.Change,
        MessageAltered altered => altered.Message.Change,
        ChatChanged changed => changed.Chat.Change,
        _ => 0,
    };

    private static void AssertLine(Message expected, IReadOnlyList<Id<User>> recipients, StoreEvent happened)
    {
        var created = Assert.IsType<MessageCreated>(happened);
        ShouldBe.Same(expected, created.Message);
        Assert.Equal(recipients.Order(), created.Recipients.Order());
    }

    private static ChatChanged AssertChanged(ChatSnapshot expected, ChatEvent what, Id<User>? user, IReadOnlyList<Id<User>> recipients, StoreEvent happened)
    {
        var changed = Assert.IsType<ChatChanged>(happened);
        Assert.Equal((expected, what, user), (changed.Chat, changed.Event, changed.UserId));
        Assert.Equal(DateTimeKind.Utc, changed.Chat.UpdatedAt.Kind);
        Assert.Equal(recipients.Order(), changed.Recipients.Order());
        if (what != ChatEvent.MemberAdded)
            Assert.Empty(changed.Members);
        return changed;
    }

    /// <summary>Without messages and markers, whatever came in the same commit.</summary>
    private static void AssertBeginning(Chat expected, ChatOpened opened)
    {
        Assert.Equal(
            (expected.Id, expected.Kind, expected.Title, 0L, 0L, expected.CreatedAt, expected.CreatedAt),
            (opened.Chat.Id, opened.Chat.Kind, opened.Chat.Title, opened.Chat.LastSequence, opened.Chat.LastChange, opened.Chat.CreatedAt, opened.Chat.UpdatedAt));
        Assert.Equal(IdsOf(expected), IdsOf(opened.Chat));
        Assert.All(opened.Chat.Members, member => Assert.Equal((0L, 0L), (member.ReadUpTo, member.DeliveredUpTo)));
        Assert.Equal(IdsOf(expected).Order(), opened.Recipients.Order());
    }

    private static async Task<List<StoreEvent>> TakeAsync(FeedReader feed, int count) => (await feed.TakeAsync(count)).ConvertAll(item => item.Event!);

    private static async Task<List<StoreEvent>> TakeUntilAsync(FeedReader feed, Predicate<StoreEvent> isLast)
    {
        var taken = new List<StoreEvent>();
        do
            taken.AddRange(await TakeAsync(feed, 1));
        while (!isLast(taken[^1]));
        return taken;
    }
}
