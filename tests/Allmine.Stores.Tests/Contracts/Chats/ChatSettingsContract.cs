using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Chats;

/// <summary>The members' own settings of chats.</summary>
public abstract class ChatSettingsContract(IStoreFixture store) : StoreContract(store)
{
    public static TheoryData<string> Kinds => new(["none", "muted", "muted until", "archived", "archived at the beginning", "pinned", "all"]);

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public async Task Save_WhenNew_ThenTheyAreFoundAsTheyWereSaved(string what)
    {
        var chat = await AddDirectChatAsync();
        var settings = Of(what, new ChatSettings(chat.Id, chat.Members[0].UserId) { Revision = 1 });

        Assert.True(await Store.Settings.SaveAsync(settings, None));

        Assert.Equal(settings, await FindAsync(settings.UserId, chat.Id));
        Assert.Null(await FindAsync(chat.Members[1].UserId, chat.Id));
        await Store.ReopenAsync();
        Assert.Equal(settings, await FindAsync(settings.UserId, chat.Id));
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public async Task Save_WhenTheyHaveTheRevisionBefore_ThenNothingIsLeftOfThose(string what)
    {
        var chat = await AddDirectChatAsync();
        var first = Of("all", new ChatSettings(chat.Id, chat.Members[0].UserId) { Revision = 1 });
        Assert.True(await Store.Settings.SaveAsync(first, None));
        var second = Of(what, new ChatSettings(chat.Id, chat.Members[0].UserId) { Revision = 2 });

        Assert.True(await Store.Settings.SaveAsync(second, None));

        Assert.Equal(second, await FindAsync(first.UserId, chat.Id));
    }

    [SkippableTheory]
    [InlineData(0, 2)]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(2, 4)]
    public async Task Save_WhenTheRevisionBeforeIsAnother_ThenFalseAndNothingIsWritten(int stored, int revision)
    {
        var chat = await AddDirectChatAsync();
        var settings = new ChatSettings(chat.Id, chat.Members[0].UserId);
        for (var i = 1; i <= stored; i++)
            Assert.True(await Store.Settings.SaveAsync(settings = settings with { Revision = i, IsPinned = i % 2 == 1 }, None));

        Assert.False(await Store.Settings.SaveAsync(settings with { Revision = revision, IsMuted = true }, None));

        Assert.Equal(stored == 0 ? null : settings, await FindAsync(settings.UserId, chat.Id));
    }

    [SkippableFact]
    public async Task Save_WhenManySaveAtOnce_ThenOneOfEachRevisionIsKept()
    {
        var chat = await AddDirectChatAsync();
        for (var revision = 1; revision <= 3; revision++)
        {
            var settings = new ChatSettings(chat.Id, chat.Members[0].UserId) { Revision = revision };

            var saved = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => Store.Settings.SaveAsync(settings with { ArchivedAt = i }, None))));

            Assert.Single(saved, isSaved => isSaved);
            Assert.Equal(Array.IndexOf(saved, true), (await FindAsync(settings.UserId, chat.Id))!.ArchivedAt);
        }
    }

    [SkippableFact]
    public async Task FindAll_WhenThereAreOthers_ThenThoseOfTheUserAndTheChatsAlone()
    {
        var user = NewId<User>();
        var saved = new List<ChatSettings>();
        for (var i = 0; i < 5; i++)
        {
            var chat = Chat.Direct(NewId<Chat>(), user, NewId<User>(), Noon);
            Assert.True(await Store.Chats.AddAsync(chat, None));
            saved.Add(new ChatSettings(chat.Id, user) { Revision = 1, IsPinned = true });
            Assert.True(await Store.Settings.SaveAsync(saved[i], None));
            Assert.True(await Store.Settings.SaveAsync(new ChatSettings(chat.Id, chat.OtherThan(user)!.Value) { Revision = 1, IsMuted = true }, None));
        }

        var found = await Store.Settings.FindAllAsync(user, [.. saved.Take(3).Select(settings => settings.ChatId), NewId<Chat>()], None);

        Assert.Equal(saved.Take(3).OrderBy(settings => settings.ChatId), found.OrderBy(settings => settings.ChatId));
        Assert.Empty(await Store.Settings.FindAllAsync(user, [], None));
        Assert.Empty(await Store.Settings.FindAllAsync(NewId<User>(), [saved[0].ChatId], None));
    }

    [SkippableFact]
    public async Task OfMembers_WhenSomeHaveSetSomething_ThenThoseOfTheChatAndTheMembersNamedAlone()
    {
        var (chat, other) = (await AddGroupAsync(4), await AddGroupAsync(1));
        var (one, two, three, four) = (chat.Members[0].UserId, chat.Members[1].UserId, chat.Members[2].UserId, chat.Members[3].UserId);
        foreach (var (user, what) in new[] { (one, "all"), (two, "muted until"), (four, "pinned") })
            Assert.True(await Store.Settings.SaveAsync(Of(what, new ChatSettings(chat.Id, user) { Revision = 1 }), None));
        Assert.True(await Store.Settings.SaveAsync(new ChatSettings(other.Id, three) { Revision = 1, IsMuted = true }, None));

        var found = await Store.Settings.OfMembersAsync(chat.Id, [three, two, one], None);

        Assert.Equal(
            new Dictionary<Id<User>, ChatSettings?>
            {
                [one] = Of("all", new ChatSettings(chat.Id, one) { Revision = 1 }),
                [two] = Of("muted until", new ChatSettings(chat.Id, two) { Revision = 1 }),
            }.OrderBy(entry => entry.Key),
            found.OrderBy(entry => entry.Key));
        Assert.Empty(await Store.Settings.OfMembersAsync(chat.Id, [], None));
        Assert.Empty(await Store.Settings.OfMembersAsync(chat.Id, [three], None));
        Assert.Empty(await Store.Settings.OfMembersAsync(NewId<Chat>(), [one], None));
    }

    /// <summary>One more than a server sends at first, and as many as there can be.</summary>
    [SkippableTheory]
    [InlineData(102)]
    [InlineData(Chat.MaxMembers)]
    public async Task OfMembers_WhenThereAreMany_ThenAllAreFound(int members)
    {
        var chat = await AddGroupAsync(members);
        foreach (var member in chat.Members)
            Assert.True(await Store.Settings.SaveAsync(new ChatSettings(chat.Id, member.UserId) { Revision = 1, IsMuted = true }, None));

        var found = await Store.Settings.OfMembersAsync(chat.Id, [.. chat.Members.Select(member => member.UserId)], None);

        Assert.Equal(chat.Members.Select(member => member.UserId).Order(), found.Keys.Order());
        Assert.All(found, entry => Assert.True(entry.Value!.IsMuted && entry.Value.UserId == entry.Key));
    }

    [SkippableFact]
    public async Task OfMembers_WhenOnesCantBeRead_ThenTheyAreNullAndTheOthersAreThere()
    {
        var chat = await AddDirectChatAsync();
        var (one, two) = (chat.Members[0].UserId, chat.Members[1].UserId);
        foreach (var user in new[] { one, two })
            Assert.True(await Store.Settings.SaveAsync(new ChatSettings(chat.Id, user) { Revision = 1, IsMuted = true }, None));
        await Store.SpoilSettingsAsync(one.ToBytes(), chat.Id.ToBytes());

        var found = await Store.Settings.OfMembersAsync(chat.Id, [one, two], None);

        Assert.Equal((2, null, true), (found.Count, found[one], found[two]!.IsMuted));
        await Assert.ThrowsAsync<Domain.Errors.UnreadableRecordException>(() => FindAsync(one, chat.Id));
    }

    /// <summary>They are nobody else's concern: the chat stays as it is, and what is decided on it holds.</summary>
    [SkippableFact]
    public async Task Save_WhenARoundIsOnItsWay_ThenNeitherKnowsOfTheOther()
    {
        var chat = await AddDirectChatAsync();
        var (round, change) = (new Application.Ports.Store.ChangeSet(), await ChangeOfAsync(chat.Id));
        Append(round, change, chat.Members[0].UserId);

        Assert.True(await Store.Settings.SaveAsync(new ChatSettings(chat.Id, chat.Members[0].UserId) { Revision = 1, ArchivedAt = 0 }, None));

        ShouldBe.Same(chat, await FindChatAsync(chat.Id));
        Assert.Equal(Application.Ports.Store.CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        Assert.Equal(0, (await FindAsync(chat.Members[0].UserId, chat.Id))!.ArchivedAt);
    }

    private static ChatSettings Of(string what, ChatSettings settings) => what switch
    {
        "none" => settings,
        "muted" => settings with { IsMuted = true },
        "muted until" => settings with { IsMuted = true, MutedUntil = Noon.AddYears(70) },
        "archived" => settings with { ArchivedAt = 1L << 40 },
        "archived at the beginning" => settings with { ArchivedAt = 0 },
        "pinned" => settings with { IsPinned = true },
        "all" => settings with { IsMuted = true, MutedUntil = Noon, ArchivedAt = 7, IsPinned = true },
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };

    private async Task<ChatSettings?> FindAsync(Id<User> user, Id<Chat> chat) => (await Store.Settings.FindAllAsync(user, [chat], None)).SingleOrDefault();
}
