using Allmine.Application.Authorization;
using Allmine.Application.GroupCommit.Intents.Chats;
using Allmine.Application.Ports.Chats;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Stores.Tests.Contracts.Credits;
using Allmine.Stores.Tests.Contracts.Store;

namespace Allmine.Stores.Tests.Contracts.Chats;

/// <summary>Changes of chats themselves, in commits: the line, the chat and its members together or nothing, and only on what was decided on.</summary>
public abstract class ChatChangeContract(IStoreFixture store) : CreditsContract(store)
{
    private static readonly MediaContent Photo = new(MediaKind.Image, "Tatil.jpg", 5, null, 4, 3, "photo.jpg", "photo-t.jpg");

    public static TheoryData<string> Kinds => new(["title", "untitled", "photo", "no photo", "added", "added with all", "removed", "left", "role"]);

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public async Task Commit_WhenAChatChanges_ThenItAndItsLineReadSoEverywhere(string what)
    {
        var chat = await AddGroupAsync(3, "old");
        var (owner, third) = (chat.Members[0].UserId, chat.Members[2].UserId);
        await SendAsync(chat.Id, 2);
        await ChangeChatAsync(chat.Id, owner, (group, _) => group.Update(default, Change<MediaContent>.To(Photo with { Key = "first.jpg" })));
        var (newcomer, round, change) = (NewId<User>(), new ChangeSet(), await ChangeOfAsync(chat.Id));
        var before = change.Chat.LastChange;

        var line = ChangeChat(round, change, what == "left" ? third : owner, Of(what, third, newcomer));
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        for (var i = 0; i < 2; i++)
        {
            var found = await FindChatAsync(chat.Id);
            ShouldBe.Same(change.Chat, found);
            Assert.Equal((4, before + 2, before + 2, 2), (found.LastSequence, found.LastChange, found.OwnChange, found.Revision));
            ShouldBe.Same(change.Chat, Assert.Single((await Store.CommitStore.LoadAsync(new LoadRequest { Chats = { chat.Id } }, None)).Chats));
            ShouldBe.Same(change.Chat, Assert.Single((await Store.Chats.PageAsync(owner, null, 10, None)).Chats));
            ShouldBe.Same(line, await Store.Messages.FindAsync(line.Id, None));
            ShouldBe.Same(line, (await Store.Messages.PageAsync(chat.Id, new HistoryWindow(null, null, 1), None))[0]);
            await Store.ReopenAsync();
        }

        Assert.Equal((before + 1, MessageKind.System), (line.SentChange, line.Kind));
        Assert.Equal((1, 1, 2), (await Count(before), await Count(before + 1), await Count(before + 2)));
        // Nothing has become of the line itself.
        Assert.Empty(await Store.Changes.AlteredAsync(chat.Id, 0, 0, 10, None));
        Assert.Equal([1L, 2, 3, 4], (await Store.Changes.UnalteredAsync(chat.Id, 0, 100, 10, None)).Select(message => message.Sequence));
        await AssertSoundAsync();

        Task<long> Count(long upTo) => Store.Changes.CountAlterationsAsync(chat.Id, upTo, None);
    }

    /// <summary>Each finds the chat as the one before leaves it. Members come and go, one of them twice, between messages and what becomes of these.</summary>
    [SkippableFact]
    public async Task Commit_WhenOneRoundChangesAChatAgainAndAgain_ThenAllOfItIsThere()
    {
        var chat = await AddGroupAsync(4, "old");
        var ids = chat.Members.Select(member => member.UserId).ToList();
        var (newcomer, guest) = (NewId<User>(), NewId<User>());
        var first = (await SendAsync(chat.Id, 1))[0];
        var (round, change) = (new ChangeSet(), await ChangeOfAsync(chat.Id));

        ChangeChat(round, change, ids[0], (group, at) => group.Add(newcomer, seesAll: false, at));
        Append(round, change, newcomer, "hello");
        ChangeChat(round, change, ids[1], (group, _) => group.Remove(ids[1], ids[1]));
        var pinned = Apply(round, change, first, Alter.Pin);
        ChangeChat(round, change, ids[0], (group, _) => group.SetRole(ids[2], ChatRole.Owner));
        ChangeChat(round, change, ids[2], (group, at) => group.Add(guest, seesAll: true, at));
        ChangeChat(round, change, ids[2], (group, at) => group.Add(ids[1], seesAll: true, at));
        ChangeChat(round, change, ids[2], (group, _) => group.Remove(guest, ids[2]));
        ChangeChat(round, change, ids[2], (group, _) => group.Remove(newcomer, ids[2]));
        ChangeChat(round, change, ids[2], (group, at) => group.Add(newcomer, seesAll: false, at));
        ChangeChat(round, change, ids[2], (group, _) => group.SetRole(newcomer, ChatRole.Admin));
        ChangeChat(round, change, newcomer, (group, _) => group.Update(Change<string>.To("new"), Change<MediaContent>.To(Photo)));
        ChangeChat(round, change, ids[0], (group, _) => group.Remove(ids[0], ids[0]));
        Append(round, change, ids[3], "bye");
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));

        var found = await FindChatAsync(chat.Id);
        ShouldBe.Same(change.Chat, found);
        Assert.Equal([ids[2], ids[3], ids[1], newcomer], found.Members.Select(member => member.UserId));
        Assert.Equal((14, 12, 11), (found.LastSequence, found.AlterationCount, found.Revision));
        var sent = await Store.Messages.PageAsync(chat.Id, new HistoryWindow(null, 1, 20), None);
        Assert.Equal(round.Messages.Count, sent.Count);
        foreach (var (expected, message) in round.Messages.Zip(sent))
            ShouldBe.Same(expected, message);
        ShouldBe.Same(pinned, await Store.Messages.FindAsync(first.Id, None));
        await AssertSoundAsync();

        // What was written goes on.
        await ChangeChatAsync(chat.Id, ids[2], (group, _) => group.SetRole(newcomer, ChatRole.Member));
        await SendAsync(chat.Id, 1);
        await AssertSoundAsync();
    }

    [SkippableFact]
    public async Task Commit_WhenASendWasDecidedBeforeItsSenderWasRemoved_ThenConflictsAndNothingIsWritten()
    {
        var chat = await AddGroupAsync(3);
        var (owner, removed) = (chat.Members[0].UserId, chat.Members[2].UserId);
        var (send, stale) = (new ChangeSet(), await ChangeOfAsync(chat.Id));
        Append(send, stale, removed, "too late");
        await ChangeChatAsync(chat.Id, owner, (group, _) => group.Remove(removed, owner));

        await AssertConflictAsync(send, chat.Id);

        // Even if no number had moved: the revision decides.
        var (other, again) = (new ChangeSet(), await ChangeOfAsync(chat.Id));
        Append(other, again, owner);
        await Store.RemoveMemberAsync(chat.Id.ToBytes(), chat.Members[1].UserId.ToBytes());
        await AssertConflictAsync(other, chat.Id);
    }

    [SkippableTheory]
    [InlineData("send")]
    [InlineData("alteration")]
    [InlineData("change")]
    [InlineData("revision")]
    public async Task Commit_WhenAChangeWasDecidedBeforeSomethingElse_ThenConflictsAndNothingIsWritten(string what)
    {
        var chat = await AddGroupAsync(3, "old");
        var owner = chat.Members[0].UserId;
        var message = (await SendAsync(chat.Id, 1))[0];
        var file = await AddFileAsync(owner);
        var (round, stale) = (new ChangeSet(), await ChangeOfAsync(chat.Id));
        round.BoundFiles.Add(file.Id);
        ChangeChat(round, stale, owner, (group, at) => group.Add(NewId<User>(), seesAll: false, at));
        ChangeChat(round, stale, owner, (group, _) => group.Update(Change<string>.To("new"), Change<MediaContent>.To(file.Content)));
        ChangeChat(round, stale, owner, (group, _) => group.Remove(chat.Members[1].UserId, owner));
        if (what == "send")
            await SendAsync(chat.Id, 1);
        else if (what == "alteration")
            await AlterAsync(message, Alter.Pin);
        else if (what == "change")
            await ChangeChatAsync(chat.Id, owner, (group, _) => group.SetRole(chat.Members[1].UserId, ChatRole.Admin));
        else
            await Store.RemoveMemberAsync(chat.Id.ToBytes(), chat.Members[2].UserId.ToBytes());

        await AssertConflictAsync(round, chat.Id);

        Assert.Equal([file.Id], (await Store.Files.AbandonUnusedAsync(Noon.AddYears(1), 10, None)).Select(unused => unused.Id));
        Assert.Null(await Store.Erasures.ClaimAsync(Noon.AddYears(1), Noon.AddYears(2), None));
        await AssertSoundAsync();
    }

    /// <summary>Markers are the users' own, whoever stands before them.</summary>
    [SkippableFact]
    public async Task Markers_WhenOthersComeAndGo_ThenEachMemberKeepsTheirOwn()
    {
        var chat = await AddGroupAsync(4);
        var ids = chat.Members.Select(member => member.UserId).ToList();
        await SendAsync(chat.Id, 6);
        for (var i = 1; i < 4; i++)
            await Store.Chats.MarkReadAsync(chat.Id, ids[i], i, None);
        await Store.Chats.MarkDeliveredAsync(chat.Id, ids[3], 5, None);

        await ChangeChatAsync(chat.Id, ids[0], (group, _) => group.Remove(ids[1], ids[0]));
        await ChangeChatAsync(chat.Id, ids[0], (group, at) => group.Add(NewId<User>(), seesAll: true, at));

        var found = await FindChatAsync(chat.Id);
        Assert.Equal([(ids[0], 8L, 0L), (ids[2], 2, 0), (ids[3], 3, 5)], found.Members.Take(3).Select(member => (member.UserId, member.ReadUpTo, member.DeliveredUpTo)));
        await Store.Chats.MarkReadAsync(chat.Id, ids[3], 4, None);
        Assert.Equal([8L, 2, 4, 0], (await FindChatAsync(chat.Id)).Members.Select(member => member.ReadUpTo));
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Markers_WhenSomebodyComesBack_ThenTheyBeginAnew(bool seesAll)
    {
        var chat = await AddGroupAsync(2);
        var (owner, user) = (chat.Members[0].UserId, chat.Members[1].UserId);
        await SendAsync(chat.Id, 6);
        await Store.Chats.MarkReadAsync(chat.Id, user, 4, None);
        await Store.Chats.MarkDeliveredAsync(chat.Id, user, 6, None);
        await ChangeChatAsync(chat.Id, user, (group, _) => group.Remove(user, user));

        var line = await ChangeChatAsync(chat.Id, owner, (group, at) => group.Add(user, seesAll, at));

        var member = (await FindChatAsync(chat.Id)).FindMember(user)!.Value;
        Assert.Equal((seesAll ? 0 : 7, 0, 8, line.SentChange, line.CreatedAt), (member.ReadUpTo, member.DeliveredUpTo, member.Line, member.LineChange, member.LineAt!.Value));
        Assert.Equal(8, await Store.Chats.MarkDeliveredAsync(chat.Id, user, 8, None));
        Assert.Equal(8, await Store.Chats.MarkReadAsync(chat.Id, user, 8, None));
        Assert.Equal(8, (await FindChatAsync(chat.Id)).ReadUpTo(user));
    }

    [SkippableFact]
    public async Task Markers_WhenSomebodyComesBackInOneRoundAndSends_ThenTheyHaveReadTheirOwn()
    {
        var chat = await AddGroupAsync(2);
        var (owner, user) = (chat.Members[0].UserId, chat.Members[1].UserId);
        await SendAsync(chat.Id, 3);
        await Store.Chats.MarkReadAsync(chat.Id, user, 3, None);
        var (round, change) = (new ChangeSet(), await ChangeOfAsync(chat.Id));
        Append(round, change, user);
        ChangeChat(round, change, user, (group, _) => group.Remove(user, user));
        ChangeChat(round, change, owner, (group, at) => group.Add(user, seesAll: false, at));
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        Assert.Equal(5, (await FindChatAsync(chat.Id)).ReadUpTo(user));

        await SendAtAsync(chat.Id, Noon.AddHours(1), user);

        Assert.Equal(7, (await FindChatAsync(chat.Id)).ReadUpTo(user));
    }

    /// <summary>A mention is the user's, whatever memberships they have had: which ones are new is told by the marker.</summary>
    [SkippableFact]
    public async Task Mentions_WhenSomebodyComesBack_ThenThoseAfterTheNewMarkerCount()
    {
        var chat = await AddGroupAsync(3);
        var (owner, user) = (chat.Members[0].UserId, chat.Members[1].UserId);
        await MentionAsync(chat.Id, user);
        await ChangeChatAsync(chat.Id, owner, (group, _) => group.Remove(user, owner));
        await ChangeChatAsync(chat.Id, owner, (group, at) => group.Add(user, seesAll: false, at));
        Assert.Equal(0, await CountAsync());

        await MentionAsync(chat.Id, user);
        await MentionAsync(chat.Id, user);
        Assert.Equal(2, await CountAsync());

        await ChangeChatAsync(chat.Id, owner, (group, _) => group.Remove(user, owner));
        await ChangeChatAsync(chat.Id, owner, (group, at) => group.Add(user, seesAll: true, at));
        Assert.Equal(3, await CountAsync());

        async Task<long> CountAsync()
        {
            var now = await FindChatAsync(chat.Id);
            var window = new MentionWindow(chat.Id, now.ReadUpTo(user), now.LastSequence);
            return (await Store.Messages.CountMentionsAsync(user, [window], None)).GetValueOrDefault(chat.Id);
        }
    }

    [SkippableFact]
    public async Task Lists_WhenSomebodyComesOrGoes_ThenTheyHaveTheChatOrNot()
    {
        var (chat, newcomer) = (await AddGroupAsync(2), NewId<User>());
        var (owner, user) = (chat.Members[0].UserId, chat.Members[1].UserId);
        var elsewhere = Chat.Direct(NewId<Chat>(), newcomer, user, Noon.AddMinutes(30));
        Assert.True(await Store.Chats.AddAsync(elsewhere, None));

        await ChangeChatAsync(chat.Id, owner, (group, at) => group.Add(newcomer, seesAll: false, at), Noon.AddHours(2));
        await ChangeChatAsync(chat.Id, user, (group, _) => group.Remove(user, user), Noon.AddHours(2));

        Assert.Equal([chat.Id, elsewhere.Id], await ListAsync(newcomer));
        Assert.Equal([elsewhere.Id], await ListAsync(user));
        Assert.Equal([chat.Id], await ListAsync(owner));
        Assert.Equal([chat.Id], (await Store.Chats.MovedAsync(newcomer, ChatPosition.Of(elsewhere), 10, None)).Select(moved => moved.Id));

        async Task<List<Id<Chat>>> ListAsync(Id<User> whose) => [.. (await Store.Chats.PageAsync(whose, null, 10, None)).Chats.Select(listed => listed.Id)];
    }

    [SkippableFact]
    public async Task Commit_WhenTheLastMemberLeaves_ThenTheGroupIsEmptyAndWhoeverComesIsItsOwner()
    {
        var (chat, newcomer) = (await AddGroupAsync(1, "mine"), NewId<User>());
        var owner = chat.Members[0].UserId;

        await ChangeChatAsync(chat.Id, owner, (group, _) => group.Remove(owner, owner));

        Assert.Empty((await FindChatAsync(chat.Id)).Members);
        Assert.Empty((await Store.Chats.PageAsync(owner, null, 10, None)).Chats);
        await AssertSoundAsync();

        await ChangeChatAsync(chat.Id, NewId<User>(), (group, at) => group.Add(newcomer, seesAll: false, at));

        var found = await FindChatAsync(chat.Id);
        Assert.Equal((newcomer, ChatRole.Owner, "mine"), (found.Members[0].UserId, found.Members[0].Role, found.Title));
        Assert.Equal([chat.Id], (await Store.Chats.PageAsync(newcomer, null, 10, None)).Chats.Select(listed => listed.Id));
    }

    [SkippableFact]
    public async Task Commit_WhenTheGroupIsAsLargeAsItMayBe_ThenEveryMemberIsThereInOrder()
    {
        var chat = await AddGroupAsync(Chat.MaxMembers - 1);
        var (owner, newcomer) = (chat.Members[0].UserId, NewId<User>());

        await ChangeChatAsync(chat.Id, owner, (group, at) => group.Add(newcomer, seesAll: false, at));

        var found = await FindChatAsync(chat.Id);
        Assert.Equal([.. chat.Members.Select(member => member.UserId), newcomer], found.Members.Select(member => member.UserId));
        Assert.Equal(ErrorCode.ChatFull, Assert.Throws<RefusedException>(() => found.Add(NewId<User>(), false, Noon)).Code);
    }

    /// <summary>What each node holds of the chat is out of date: all the same, nothing of a member comes after the line that has removed them.</summary>
    [SkippableFact]
    public async Task Remove_WhenNodesAreSending_ThenNothingOfTheRemovedComesAfterTheLine()
    {
        for (var repetition = 0; repetition < 3; repetition++)
        {
            var chat = await AddGroupAsync(3);
            var (owner, removed) = (chat.Members[0].UserId, chat.Members[2].UserId);
            var nodes = new[] { NewNode(), NewNode() };
            foreach (var node in nodes)
                await node.CommitAsync(GroupCommitContract.To(NewId<Message>(), chat.Id, removed));
            var senders = nodes.SelectMany(node => Enumerable.Repeat(node, 4)).Select(node => Task.Run(async () =>
            {
                while (true)
                    await node.CommitAsync(GroupCommitContract.To(NewId<Message>(), chat.Id, removed));
            })).ToList();

            await nodes[0].CommitAsync(new RemoveMemberIntent(chat.Id, new ChatAuthority(owner, false), NewId<Message>(), removed));

            foreach (var sender in senders)
                Assert.Equal(ErrorCode.NotAMember, (await Assert.ThrowsAsync<RefusedException>(() => sender.WaitAsync(TimeSpan.FromMinutes(1)))).Code);
            var all = await Store.Messages.PageAsync(chat.Id, new HistoryWindow(null, 0, int.MaxValue), None);
            Assert.Equal(MessageKind.System, all[^1].GetReadable().Kind);
            Assert.Equal(2, (await FindChatAsync(chat.Id)).Members.Count);
        }
    }

    [SkippableFact]
    public async Task Leave_WhenBothOwnersLeaveAtOnceOnTwoNodes_ThenOneStays()
    {
        for (var repetition = 0; repetition < 5; repetition++)
        {
            var chat = await AddGroupAsync(3);
            var (one, other) = (chat.Members[0].UserId, chat.Members[1].UserId);
            await ChangeChatAsync(chat.Id, one, (group, _) => group.SetRole(other, ChatRole.Owner));
            var nodes = new[] { NewNode(), NewNode() };

            var left = await Task.WhenAll(new[] { one, other }.Select((user, i) => Task.Run(() =>
                Record.ExceptionAsync(() => nodes[i].CommitAsync(new RemoveMemberIntent(chat.Id, new ChatAuthority(user, false), NewId<Message>(), user))))));

            Assert.Equal(ErrorCode.LastOwner, Assert.IsType<RefusedException>(Assert.Single(left, refusal => refusal is not null)).Code);
            Assert.Single((await FindChatAsync(chat.Id)).Members, member => member.Role == ChatRole.Owner);
        }
    }

    private static Func<Chat, DateTime, ChatLine?> Of(string what, Id<User> member, Id<User> newcomer) => (group, at) => what switch
    {
        "title" => group.Update(Change<string>.To("Pazar kahvaltısı 🍳"), default),
        "untitled" => group.Update(Change<string>.To(null), default),
        "photo" => group.Update(default, Change<MediaContent>.To(Photo)),
        "no photo" => group.Update(Change<string>.To("other"), Change<MediaContent>.To(null)),
        "added" => group.Add(newcomer, seesAll: false, at),
        "added with all" => group.Add(newcomer, seesAll: true, at),
        "removed" => group.Remove(member, group.Members[0].UserId),
        "left" => group.Remove(member, member),
        "role" => group.SetRole(member, ChatRole.Admin),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };

    private async Task MentionAsync(Id<Chat> id, Id<User> user)
    {
        var (round, change) = (new ChangeSet(), await ChangeOfAsync(id));
        var attributes = MessageAttributes.None with { Mentions = [user] };
        Append(round, change, place => Message.Text(place with { Attributes = attributes }, MessageText.From("x")), change.Chat.Members[0].UserId);
        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
    }

    private async Task<UploadedFile> AddFileAsync(Id<User> owner)
    {
        var file = new UploadedFile(NewId<UploadedFile>(), owner, Photo, Noon, FileState.Staged);
        await Store.Files.AddAsync(file, None);
        return file;
    }

    private async Task AssertConflictAsync(ChangeSet round, Id<Chat> id)
    {
        var before = await FindChatAsync(id);
        Assert.Equal(CommitResult.Conflict, await Store.CommitStore.CommitAsync(round, None));
        ShouldBe.Same(before, await FindChatAsync(id));
        Assert.Equal(before.LastSequence, (await Store.Messages.PageAsync(id, new HistoryWindow(null, 0, 100), None)).Count);
    }
}
