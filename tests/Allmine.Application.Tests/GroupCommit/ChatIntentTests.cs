using Allmine.Application.Authorization;
using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Intents.Chats;
using Allmine.Application.Ports.Idempotency;
using Allmine.Application.Tests.Fakes;
using Allmine.Application.Verification;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Microsoft.Extensions.Time.Testing;

namespace Allmine.Application.Tests.GroupCommit;

/// <summary>Chats are made, opened and changed by rounds, as messages are sent.</summary>
public sealed class ChatIntentTests
{
    private readonly ScriptedStore store = Samples.Fill(new ScriptedStore());
    private readonly FakeTimeProvider time = new(new DateTimeOffset(Samples.Noon.AddMinutes(1)));
    private readonly CountingIds ids = new();
    private readonly CapturingLogger<GroupCommitEngine> log = new();

    [Fact]
    public async Task Commit_WhenAChatChanges_ThenTheLineAndTheChangeAreInOneCommit()
    {
        var engine = Engine();
        await SendAsync(engine, Samples.Ada);

        var change = await engine.CommitAsync(Add(Samples.Eve));

        Assert.True(change.IsChange);
        var (line, alteration, chat) = (store.Messages[^1], Assert.Single(store.Alterations), store.Chat(Samples.Team)!);
        Assert.Equal([1, 1], store.Rounds);
        Assert.Equal((2L, MessageKind.System, Samples.Ada, """{"event":"member.added","userId":"64d15f9e2e6c8f4d5a444444","role":"member"}"""), (line.Sequence, line.Kind, line.SenderId, line.Attributes.Metadata));
        Assert.Equal((3L, line.Id, AlterationKind.ChatChanged), (alteration.Change, alteration.MessageId, alteration.Kind));
        Assert.Equal((3L, 2L, 3L, 1L), (chat.LastChange, chat.LastSequence, chat.OwnChange, chat.Revision));
        Assert.Equal((2L, 1L, false), (chat.FindMember(Samples.Eve)!.Value.Line, chat.ReadUpTo(Samples.Eve), chat.Sees(Samples.Eve, 1)));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Commit_WhenNothingChanges_ThenNothingIsWritten()
    {
        var engine = Engine();

        Assert.False((await engine.CommitAsync(Add(Samples.Bob))).IsChange);
        Assert.False((await engine.CommitAsync(Remove(Samples.Eve))).IsChange);
        Assert.False((await engine.CommitAsync(Remove(Samples.Eve, by: Samples.Eve))).IsChange);
        Assert.False((await engine.CommitAsync(SetRole(Samples.Bob, ChatRole.Member))).IsChange);
        Assert.False((await engine.CommitAsync(Title("Team"))).IsChange);
        Assert.False((await engine.CommitAsync(new UpdateChatIntent(Samples.Team, By(Samples.Ada), Samples.NewMessageId(), default, default))).IsChange);

        Assert.Equal((0, 0L), (store.Commits, store.Chat(Samples.Team)!.LastChange));
    }

    [Fact]
    public async Task Commit_WhenTheChatIsUnknown_ThenIsRefused()
    {
        Assert.Equal("chat.not_found", await RefusalAsync(new RemoveMemberIntent(Samples.NoChat, By(Samples.Ada), Samples.NewMessageId(), Samples.Bob)));
        Assert.Equal("chat.not_found", await RefusalAsync(new AddMemberIntent(Samples.NoChat, By(Samples.Ada), Samples.NewMessageId(), Samples.Bob, SeesAll: true)));
    }

    /// <summary>Decided on what this node had in memory, and refused once the commit has met the other node's change.</summary>
    [Fact]
    public async Task Commit_WhenTheSenderWasRemovedOnAnotherNode_ThenTheMessageIsRefusedAfterTheConflict()
    {
        var (here, there) = (Engine(), Engine());
        await SendAsync(here, Samples.Bob);
        await there.CommitAsync(Remove(Samples.Bob));
        var (commits, loads) = (store.Commits, store.Loads);

        Assert.Equal("chat.not_a_member", await RefusalAsync(here, Samples.To(Samples.Team, Samples.Bob)));

        Assert.Equal((1, 1), (store.Commits - commits, store.Loads - loads));
        Assert.Equal(2, store.Messages.Count);
        await there.CommitAsync(Add(Samples.Bob));
        Assert.Equal(4, (await here.CommitAsync(Samples.To(Samples.Team, Samples.Bob))).Message.Sequence);
    }

    [Fact]
    public async Task Commit_WhenSomebodyWasAddedOnAnotherNode_ThenMaySendHere()
    {
        var (here, there) = (Engine(), Engine());
        await SendAsync(here, Samples.Ada);
        Assert.Equal("chat.not_a_member", await RefusalAsync(here, Samples.To(Samples.Team, Samples.Eve)));

        await there.CommitAsync(Add(Samples.Eve));

        Assert.Equal(3, (await here.CommitAsync(Samples.To(Samples.Team, Samples.Eve))).Message.Sequence);
    }

    [Fact]
    public async Task Commit_WhenAChatChangesSeveralTimesInARound_ThenEachFindsWhatThoseBeforeItDid()
    {
        var engine = Engine();
        await SendAsync(engine, Samples.Ada);
        var commits = store.Commits;

        var answers = engine.CommitTogether<CommittedChatChange>(
        [
            Add(Samples.Eve), SetRole(Samples.Eve, ChatRole.Owner), Remove(Samples.Ada, by: Samples.Eve), Title("Ours"), Remove(Samples.Bob, by: Samples.Eve),
            Add(Samples.Bob, by: Samples.Eve), Title("Ours", by: Samples.Eve), Title("Ours", by: Samples.Eve),
        ]);
        await Task.WhenAll(answers.Where((_, at) => at != 3));

        Assert.Equal("chat.not_a_member", (await Assert.ThrowsAsync<RefusedException>(() => answers[3])).Errors[0].Name);
        Assert.Equal(commits + 1, store.Commits);
        Assert.Equal([true, true, true, true, true, true, false], answers.Where((_, at) => at != 3).Select(answer => answer.Result.IsChange));
        var chat = store.Chat(Samples.Team)!;
        Assert.Equal(("Ours", 7L, 6L, 13L, 13L, 6L), (chat.Title, chat.LastSequence, chat.AlterationCount, chat.LastChange, chat.OwnChange, chat.Revision));
        Assert.Equal([Samples.Cem, Samples.Eve, Samples.Bob], chat.Members.Select(member => member.UserId));
        // Bob began anew.
        Assert.Equal((6L, 10L, 5L), (chat.FindMember(Samples.Bob)!.Value.Line, chat.FindMember(Samples.Bob)!.Value.LineChange, chat.ReadUpTo(Samples.Bob)));
        Assert.Equal([3L, 5, 7, 9, 11, 13], store.Alterations.Select(alteration => alteration.Change));
        await AssertSoundAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_WhenTwoOwnersLeaveAtOnce_ThenOneOfThemStays(bool isOnTwoNodes)
    {
        var (here, there) = (Engine(), Engine());
        await here.CommitAsync(SetRole(Samples.Bob, ChatRole.Owner));
        RemoveMemberIntent[] both = [Remove(Samples.Ada, by: Samples.Ada), Remove(Samples.Bob, by: Samples.Bob)];

        // On two nodes the second one has loaded the chat when the first one commits.
        var isFirst = true;
        store.BeforeCommit = async (_, _) =>
        {
            if (!isOnTwoNodes || !isFirst)
                return;
            isFirst = false;
            await there.CommitAsync(both[0]);
        };
        var answers = isOnTwoNodes ? [here.CommitAsync(both[1])] : here.CommitTogether<CommittedChatChange>(both);

        Assert.Equal("chat.last_owner", (await Assert.ThrowsAsync<RefusedException>(() => answers[^1])).Errors[0].Name);
        Assert.Equal([Samples.Bob, Samples.Cem], store.Chat(Samples.Team)!.Members.Select(member => member.UserId));
        Assert.Equal(ChatRole.Owner, store.Chat(Samples.Team)!.RoleOf(Samples.Bob));
        Assert.Equal(2, store.Messages.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_WhenASendAndTheRemovalOfItsSenderMeetInARound_ThenTheirOrderDecides(bool removesFirst)
    {
        var engine = Engine();
        await SendAsync(engine, Samples.Ada);
        var gate = await HoldAsync(engine);
        Task<CommittedSend> send = null!;
        if (!removesFirst)
            send = engine.CommitAsync(Samples.To(Samples.Team, Samples.Bob));
        var removal = engine.CommitAsync(Remove(Samples.Bob));
        if (removesFirst)
            send = engine.CommitAsync(Samples.To(Samples.Team, Samples.Bob));
        var commits = store.Commits;
        gate.SetResult();

        await removal;
        Assert.Equal(removesFirst ? "chat.not_a_member" : null, (await Record.ExceptionAsync(() => send) as RefusedException)?.Errors[0].Name);
        Assert.Equal(2, store.Commits - commits);
        Assert.Equal(removesFirst ? ["Hello", "Hello", null] : ["Hello", "Hello", "Hello", null], store.Messages.Select(message => message.Content));
        Assert.False(store.Chat(Samples.Team)!.HasMember(Samples.Bob));
        Assert.Empty(log.Entries);
        await AssertSoundAsync();
    }

    /// <summary>Who is left alone with another in the very round is held to a block between them, too.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_WhenARoundLeavesTwoInAGroup_ThenTheirBlockCounts(bool isBlocked)
    {
        var engine = Engine();
        await SendAsync(engine, Samples.Ada);
        if (isBlocked)
            Block(Samples.Bob, Samples.Ada);
        var gate = await HoldAsync(engine);
        var removal = engine.CommitAsync(Remove(Samples.Cem));
        var send = engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada));
        var reaction = engine.CommitAsync(new Application.GroupCommit.Intents.Alterations.ReactionIntent(store.Messages[0], Samples.Bob, "👍", IsSet: true));
        gate.SetResult();

        Assert.True((await removal).IsChange);
        foreach (var answer in new Task[] { send, reaction })
            Assert.Equal(isBlocked ? "chat.blocked" : null, (await Record.ExceptionAsync(() => answer) as RefusedException)?.Errors[0].Name);
        Assert.Empty(log.Entries);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Commit_WhenThereIsABlockWithWhoAdds_ThenNobodyIsAdded()
    {
        Block(Samples.Eve, Samples.Ada);
        await Engine().CommitAsync(SetRole(Samples.Bob, ChatRole.Admin));

        Assert.Equal("chat.blocked", await RefusalAsync(Add(Samples.Eve)));
        Assert.Equal("chat.blocked", await RefusalAsync(Group(null, Samples.Bob, Samples.Eve)));

        // Others may, and who is there already is no question.
        Assert.True((await Engine().CommitAsync(Add(Samples.Eve, by: Samples.Bob))).IsChange);
        Assert.False((await Engine().CommitAsync(Add(Samples.Eve))).IsChange);
        Assert.Equal("user.not_found", await RefusalAsync(Add(Samples.Nobody)));
        // What the one who asks may do comes before all else.
        Assert.Equal("chat.role_required", await RefusalAsync(Add(Samples.Nobody, by: Samples.Cem)));
    }

    [Fact]
    public async Task Commit_WhenTheOneWhoAddsHasBlocked_ThenIsRefusedAsWell()
    {
        Block(Samples.Ada, Samples.Eve);

        Assert.Equal("chat.blocked", await RefusalAsync(Add(Samples.Eve)));
        Assert.Equal("chat.blocked", await RefusalAsync(Group(null, Samples.Eve)));
        Assert.Empty(store.Messages);
        Assert.Equal(3, store.Chats.Count);
    }

    [Fact]
    public async Task Commit_WhenTheGroupIsFull_ThenIsRefused()
    {
        store.Put(Chat.Group(Samples.Team, null, [Samples.Ada, .. Enumerable.Range(1, Chat.MaxMembers - 2).Select(_ => ids.NewId<User>())], Samples.Noon));

        Assert.True((await Engine().CommitAsync(Add(Samples.Bob))).IsChange);
        Assert.Equal("chat.full", await RefusalAsync(Add(Samples.Eve)));
        Assert.Equal(Chat.MaxMembers, store.Chat(Samples.Team)!.Members.Count);
    }

    [Fact]
    public async Task Commit_WhenAPhotoIsGiven_ThenItIsBoundAndTheOneBeforeIsLeftBehind()
    {
        var (one, other) = (Samples.PhotoOf(Samples.Ada), Samples.PhotoOf(Samples.Ada, "64d15f9e2e6c8f4d5a00f12e", "us.jpg"));
        store.Put(one);
        store.Put(other);

        await Engine().CommitAsync(Photo(one.Id.ToString()));
        Assert.Equal((one.Content, FileState.Bound), (store.Chat(Samples.Team)!.Photo, store.Files[0].State));
        Assert.Empty(store.Erasures);
        Assert.False((await Engine().CommitAsync(Photo("photo.jpg"))).IsChange);

        await Engine().CommitAsync(Photo("us.jpg"));
        Assert.Equal(other.Content, store.Chat(Samples.Team)!.Photo);
        Assert.Equal((one.Content.Key, store.Messages[^1].Id, store.Messages[^1].CreatedAt), Assert.Single(store.Erasures.Select(erasure => (erasure.MediaKey!, erasure.MessageId, erasure.Due))));
        Assert.True(await store.ErasureBacklog.IsCarriedAsync(other.Content.Key, CancellationToken.None));
        Assert.False(await store.ErasureBacklog.IsCarriedAsync(one.Content.Key, CancellationToken.None));

        await Engine().CommitAsync(Photo(null));
        Assert.Null(store.Chat(Samples.Team)!.Photo);
        Assert.Equal([one.Content.Key, other.Content.Key], store.Erasures.Select(erasure => erasure.MediaKey));
        Assert.All(store.Messages, line => Assert.Equal("""{"event":"chat.updated"}""", line.Attributes.Metadata));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Commit_WhenThePhotoIsNoImageOrSomebodyElses_ThenIsRefusedAndNothingIsBound()
    {
        var film = Samples.PhotoOf(Samples.Ada);
        store.Put(film with { Content = film.Content with { Kind = MediaKind.Video } });
        var foreign = Samples.PhotoOf(Samples.Bob, "64d15f9e2e6c8f4d5a00f12e", "bobs.jpg");
        store.Put(foreign);

        Assert.Equal("media.content_mismatch", await RefusalAsync(Photo(film.Id.ToString())));
        Assert.Equal("media.not_found", await RefusalAsync(Photo(foreign.Id.ToString())));
        Assert.Equal("media.not_found", await RefusalAsync(Photo("bobs.jpg")));
        // Who may not change the chat learns nothing of files.
        Assert.Equal("chat.role_required", await RefusalAsync(new UpdateChatIntent(Samples.Team, By(Samples.Bob), Samples.NewMessageId(), default, Change<string>.To("nothing.jpg"))));
        Assert.All(store.Files, file => Assert.Equal(FileState.Staged, file.State));
        Assert.Null(store.Chat(Samples.Team)!.Photo);
    }

    [Fact]
    public async Task Commit_WhenTheFileIsSweptBeforeTheCommit_ThenIsNotFound()
    {
        var photo = Samples.PhotoOf(Samples.Ada);
        store.Put(photo);
        store.BeforeCommit = (_, _) =>
        {
            store.Move(photo.Id, FileState.Abandoned);
            return Task.CompletedTask;
        };

        Assert.Equal("media.not_found", await RefusalAsync(Photo("photo.jpg")));
        Assert.Equal((null, 0L), (store.Chat(Samples.Team)!.Photo, store.Chat(Samples.Team)!.LastChange));
    }

    [Fact]
    public async Task Commit_WhenTheTitleBreaksARule_ThenIsInvalid()
    {
        Assert.Equal("validation.title.too_long", await RefusalAsync(Title(new string('x', Chat.MaxTitleLength + 1))));
        Assert.Equal("validation.title.blank", await RefusalAsync(Title(new string(' ', 10_000))));
        Assert.True((await Engine().CommitAsync(Title(new string('x', Chat.MaxTitleLength)))).IsChange);
    }

    [Fact]
    public async Task Commit_WhenAGroupIsMadeAgainWithItsKey_ThenThereIsOneAndTheKeyIsReplayed()
    {
        var (here, there) = (Engine(), Engine());
        var first = await here.CommitAsync(Group("k", Samples.Bob));

        var again = await here.CommitAsync(Group("k", Samples.Bob));
        var elsewhere = await there.CommitAsync(Group("k", Samples.Bob));

        Assert.Equal((true, false), (first.Chat.Created, first.Replayed));
        Assert.Equal((first.Chat, true), (again.Chat, again.Replayed));
        Assert.Equal((first.Chat, true), (elsewhere.Chat, elsewhere.Replayed));
        Assert.Equal(3, store.Chats.Count);
        Assert.Equal(Samples.Noon.AddMinutes(1), store.IdempotencyRecords.Values.Single().WrittenAt);
        Assert.Equal("idempotency.key_reused", await RefusalAsync(here, Group("k", Samples.Cem)));
        // Without a key, and for somebody else, it is another one.
        Assert.NotEqual(first.Chat.Id, (await here.CommitAsync(Group(null, Samples.Bob))).Chat.Id);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Commit_WhenTheKeyOfASendIsUsedForAChat_ThenTheyAreTwo()
    {
        var engine = Engine();
        await engine.CommitAsync(Samples.To(Samples.Team, Samples.Ada, key: "k"));

        Assert.False((await engine.CommitAsync(Group("k", Samples.Bob))).Replayed);
    }

    [Fact]
    public async Task Commit_WhenADirectChatIsOpened_ThenThereIsOneAndItsKeyRemembersWhatCameOfIt()
    {
        var (here, there) = (Engine(), Engine());
        OpenDirectChatIntent Open(string? key) => new(
            Samples.Ada, Samples.Eve, key is null ? null : new IdempotencyKey(Samples.Ada, key, IdempotencyScope.Chats), key is null ? null : Fingerprint.Of("eve"));

        var opened = await here.CommitAsync(Open("k"));
        var again = await there.CommitAsync(Open(null));
        var replayed = await there.CommitAsync(Open("k"));

        Assert.Equal((true, false, true), (opened.Chat.Created, again.Chat.Created, replayed.Chat.Created));
        Assert.Equal([opened.Chat.Id, opened.Chat.Id], [again.Chat.Id, replayed.Chat.Id]);
        Assert.True(replayed.Replayed);
        Assert.True(store.Chat(opened.Chat.Id)!.IsOpen);
        Assert.Equal("user.not_found", await RefusalAsync(new OpenDirectChatIntent(Samples.Ada, Samples.Nobody, null, null)));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Commit_WhenADirectChatIsUnopened_ThenItIsOpenedAndItsBlocksStay()
    {
        Block(Samples.Bob, Samples.Ada);

        var opened = await Engine().CommitAsync(new OpenDirectChatIntent(Samples.Ada, Samples.Bob, null, null));

        var chat = store.Chat(opened.Chat.Id)!;
        Assert.Equal((true, true, 2L, Samples.Noon.AddMinutes(1)), (opened.Chat.Created, chat.IsBlocked, chat.Revision, chat.CreatedAt));
        Assert.Equal("chat.blocked", await RefusalAsync(Engine(), Samples.ToPerson(Samples.Bob, Samples.Ada)));
    }

    /// <summary>The commit finds the other one's chat, and the round decides again.</summary>
    [Fact]
    public async Task Commit_WhenTheOtherOpensTheDirectChatMeanwhile_ThenItIsOne()
    {
        var (here, there) = (Engine(), Engine());
        var isFirst = true;
        store.BeforeCommit = async (_, _) =>
        {
            if (!isFirst)
                return;
            isFirst = false;
            await there.CommitAsync(Samples.ToPerson(Samples.Ada, Samples.Eve));
        };

        var opened = await here.CommitAsync(new OpenDirectChatIntent(Samples.Ada, Samples.Eve, null, null));

        Assert.False(opened.Chat.Created);
        Assert.Equal(store.Messages.Single().ChatId, opened.Chat.Id);
    }

    /// <summary>A row for each who asks, a column for each thing that is asked for: whom it is about, and what is answered.</summary>
    [Theory]
    [InlineData("owner", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok")]
    [InlineData("admin", "ok", "ok", "ok", "ok", "role", "ok", "role", "role", "role", "role")]
    [InlineData("member", "role", "role", "role", "role", "role", "ok", "role", "role", "role", "role")]
    [InlineData("stranger", "no member", "no member", "no member", "no member", "no member", "ok", "no member", "no member", "no member", "no member")]
    [InlineData("operator", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "no such member")]
    [InlineData("operator as member", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok")]
    public async Task Commit_WhenAskedByEach_ThenTheRoleDecides(
        string who, string update, string add, string removeMember, string removeAdmin, string removeOwner, string leave, string promote, string demoteAdmin, string demoteOwner, string own)
    {
        var by = By(Samples.Ada) with { IsOperator = who.StartsWith("operator", StringComparison.Ordinal) };
        ChatRole? role = who switch { "owner" => ChatRole.Owner, "admin" => ChatRole.Admin, "member" or "operator as member" => ChatRole.Member, _ => null };

        Assert.Equal(update, await AnswerAsync(role, id => new UpdateChatIntent(Samples.Team, by, id, Change<string>.To("Ours"), default)));
        Assert.Equal(add, await AnswerAsync(role, id => new AddMemberIntent(Samples.Team, by, id, Samples.Nobody, SeesAll: false)));
        Assert.Equal(removeMember, await AnswerAsync(role, id => new RemoveMemberIntent(Samples.Team, by, id, Samples.Bob)));
        Assert.Equal(removeAdmin, await AnswerAsync(role, id => new RemoveMemberIntent(Samples.Team, by, id, Samples.Cem)));
        Assert.Equal(removeOwner, await AnswerAsync(role, id => new RemoveMemberIntent(Samples.Team, by, id, Samples.Eve)));
        Assert.Equal(leave, await AnswerAsync(role, id => new RemoveMemberIntent(Samples.Team, by, id, Samples.Ada)));
        Assert.Equal(promote, await AnswerAsync(role, id => new SetRoleIntent(Samples.Team, by, id, Samples.Bob, ChatRole.Admin)));
        Assert.Equal(demoteAdmin, await AnswerAsync(role, id => new SetRoleIntent(Samples.Team, by, id, Samples.Cem, ChatRole.Member)));
        Assert.Equal(demoteOwner, await AnswerAsync(role, id => new SetRoleIntent(Samples.Team, by, id, Samples.Eve, ChatRole.Member)));
        Assert.Equal(own, await AnswerAsync(role, id => new SetRoleIntent(Samples.Team, by, id, Samples.Ada, ChatRole.Owner)));
        // Anybody steps down.
        Assert.Equal(role is null ? own : "ok", await AnswerAsync(role, id => new SetRoleIntent(Samples.Team, by, id, Samples.Ada, ChatRole.Member)));
    }

    [Theory]
    [InlineData("member", "direct")]
    [InlineData("operator", "direct")]
    [InlineData("stranger", "no member")]
    public async Task Commit_WhenTheChatIsDirect_ThenNothingChanges(string who, string answer)
    {
        var chat = (await Engine().CommitAsync(Samples.ToPerson(Samples.Bob, Samples.Ada))).Message.ChatId;
        var by = who == "member" ? By(Samples.Ada) : By(Samples.Eve) with { IsOperator = who == "operator" };
        ChatIntent[] intents =
        [
            new UpdateChatIntent(chat, by, Samples.NewMessageId(), Change<string>.To("Ours"), default), new AddMemberIntent(chat, by, Samples.NewMessageId(), Samples.Cem, SeesAll: true),
            new RemoveMemberIntent(chat, by, Samples.NewMessageId(), Samples.Bob), new SetRoleIntent(chat, by, Samples.NewMessageId(), Samples.Bob, ChatRole.Owner),
        ];

        foreach (var intent in intents)
            Assert.Equal(answer, await AnswerAsync(intent));
        if (who == "member")
            Assert.Equal("direct", await AnswerAsync(new RemoveMemberIntent(chat, by, Samples.NewMessageId(), Samples.Ada)));
        Assert.Equal((1L, 2), (store.Chat(chat)!.LastChange, store.Chat(chat)!.Members.Count));
    }

    /// <summary>In a group of its own each time: Bob is a member, Cem an admin, Eve an owner, and Ada of that role.</summary>
    private async Task<string> AnswerAsync(ChatRole? role, Func<Id<Message>, ChatIntent> intent)
    {
        Member[] members =
        [
            new Member(Samples.Bob, 0), new Member(Samples.Cem, 0) { Role = ChatRole.Admin }, new Member(Samples.Eve, 0) { Role = ChatRole.Owner },
            new Member(Samples.Backend, 0) { Role = ChatRole.Owner },
        ];
        store.Put(new User(Samples.Nobody, Username.From("Somebody"), null));
        store.Put(Chat.Restore(new ChatState(Samples.Team, ChatKind.Group, "Team", 0, 0, Samples.Noon, Samples.Noon), role is { } own ? [.. members, new Member(Samples.Ada, 0) { Role = own }] : members));
        var answer = await AnswerAsync(intent(Samples.NewMessageId()));
        foreach (var message in store.Messages.ToList())
            store.Remove(message);
        return answer;
    }

    private async Task<string> AnswerAsync(ChatIntent intent) => (await Record.ExceptionAsync(() => Engine().CommitAsync(intent)) as AllmineException)?.Errors[0].Name switch
    {
        null => "ok",
        "chat.role_required" => "role",
        "chat.not_a_member" => "no member",
        "chat.direct" => "direct",
        "validation.userId.not_a_member" => "no such member",
        var other => other,
    };

    private static ChatAuthority By(Id<User> user) => new(user, IsOperator: false);

    private static AddMemberIntent Add(Id<User> user, bool seesAll = false, Id<User>? by = null) => new(Samples.Team, By(by ?? Samples.Ada), Samples.NewMessageId(), user, seesAll);

    private static RemoveMemberIntent Remove(Id<User> user, Id<User>? by = null) => new(Samples.Team, By(by ?? Samples.Ada), Samples.NewMessageId(), user);

    private static SetRoleIntent SetRole(Id<User> user, ChatRole role) => new(Samples.Team, By(Samples.Ada), Samples.NewMessageId(), user, role);

    private static UpdateChatIntent Title(string? title, Id<User>? by = null) => new(Samples.Team, By(by ?? Samples.Ada), Samples.NewMessageId(), Change<string>.To(title), default);

    private static UpdateChatIntent Photo(string? file) => new(Samples.Team, By(Samples.Ada), Samples.NewMessageId(), default, Change<string>.To(file));

    private MakeGroupIntent Group(string? key, params Id<User>[] others) => new(
        ids.NewId<Chat>(), "Us", Samples.Ada, others, key is null ? null : new IdempotencyKey(Samples.Ada, key, IdempotencyScope.Chats), key is null ? null : Fingerprint.Of([.. others.Select(user => user.ToString())]));

    private void Block(Id<User> by, Id<User> blocked)
    {
        var pair = Chat.Unopened(ids.NewId<Chat>(), by, blocked);
        pair.Block(by, Samples.Noon);
        store.Put(pair);
    }

    private Task<string> RefusalAsync<TReceipt>(Intent<TReceipt> intent)
        where TReceipt : class => RefusalAsync(Engine(), intent);

    private static async Task<string> RefusalAsync<TReceipt>(GroupCommitEngine engine, Intent<TReceipt> intent)
        where TReceipt : class => (await Assert.ThrowsAnyAsync<AllmineException>(() => engine.CommitAsync(intent))).Errors[0].Name;

    private static Task SendAsync(GroupCommitEngine engine, Id<User> sender) => engine.CommitAsync(Samples.To(Samples.Team, sender));

    private async Task AssertSoundAsync() => Assert.Null((await new StoreVerifier(store.Snapshots).VerifyAsync(CancellationToken.None)).Fault);

    private GroupCommitEngine Engine() => new(store, ids, time, log, new GroupCommitOptions { Random = new NoPauses(), CacheBypass = TimeSpan.Zero });

    /// <summary>Begins a round that lasts until the gate is opened, so that others wait behind it.</summary>
    private async Task<TaskCompletionSource> HoldAsync(GroupCommitEngine engine)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.BeforeCommit = async (_, _) =>
        {
            store.BeforeCommit = (_, _) => Task.CompletedTask;
            held.SetResult();
            await gate.Task;
        };
        _ = SendAsync(engine, Samples.Ada);
        // Before it, what comes next would be in the same round.
        await held.Task;
        return gate;
    }
}
