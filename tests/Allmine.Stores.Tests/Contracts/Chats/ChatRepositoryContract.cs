using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Chats;

public abstract class ChatRepositoryContract(IStoreFixture store) : StoreContract(store)
{
    [SkippableFact]
    public async Task Find_WhenThereIsNoSuchChat_ThenNull() => Assert.Null(await Store.Chats.FindAsync(NewId<Chat>(), None));

    [SkippableFact]
    public async Task Add_WhenDirectChatIsNew_ThenItIsFoundAsItWasAdded()
    {
        var chat = NewDirectChat();

        Assert.True(await Store.Chats.AddAsync(chat, None));

        ShouldBe.Same(chat, await Store.Chats.FindAsync(chat.Id, None));
    }

    [SkippableTheory]
    [InlineData(1, null)]
    [InlineData(3, "Pazar kahvaltısı 🍳")]
    [InlineData(Chat.MaxMembers, "b")]
    public async Task Add_WhenGroupIsNew_ThenTitleAndOrderOfMembersAreKept(int size, string? title)
    {
        // In descending order, so that an order by identifier would show.
        var members = Enumerable.Range(0, size).Select(_ => NewId<User>()).OrderDescending().ToList();
        var chat = Chat.Group(NewId<Chat>(), title, members, Noon);

        Assert.True(await Store.Chats.AddAsync(chat, None));

        var found = await Store.Chats.FindAsync(chat.Id, None);
        ShouldBe.Same(chat, found);
        Assert.Equal(members, found!.Members.Select(member => member.UserId));
        Assert.Null(found.Pair);
    }

    [SkippableFact]
    public async Task Add_WhenIdentifierIsUsed_ThenFalseAndTheFirstChatStays()
    {
        var first = await AddDirectChatAsync();

        Assert.False(await Store.Chats.AddAsync(Chat.Group(first.Id, "Another", [NewId<User>()], Noon), None));

        ShouldBe.Same(first, await Store.Chats.FindAsync(first.Id, None));
    }

    [SkippableFact]
    public async Task Add_WhenPairHasItsChat_ThenFalseAndNothingIsWritten()
    {
        var first = await AddDirectChatAsync();
        var second = Chat.Direct(NewId<Chat>(), first.Members[1].UserId, first.Members[0].UserId, Noon);

        Assert.False(await Store.Chats.AddAsync(second, None));

        Assert.Null(await Store.Chats.FindAsync(second.Id, None));
        ShouldBe.Same(first, await Store.Chats.FindAsync(first.Id, None));
    }

    [SkippableFact]
    public async Task Add_WhenOneOfThePairIsAnother_ThenTrue()
    {
        var first = await AddDirectChatAsync();

        Assert.True(await Store.Chats.AddAsync(Chat.Direct(NewId<Chat>(), first.Members[0].UserId, NewId<User>(), Noon), None));
    }

    [SkippableFact]
    public async Task Add_WhenGroupsHaveTheSameMembers_ThenBothAreThere()
    {
        List<Domain.Id<User>> members = [NewId<User>(), NewId<User>()];

        Assert.True(await Store.Chats.AddAsync(Chat.Group(NewId<Chat>(), null, members, Noon), None));
        Assert.True(await Store.Chats.AddAsync(Chat.Group(NewId<Chat>(), null, members, Noon), None));
    }

    [SkippableFact]
    public async Task Add_WhenPairIsAddedManyTimesAtOnce_ThenJustOneIsAdded()
    {
        var (one, other) = (NewId<User>(), NewId<User>());

        var added = await Task.WhenAll(Enumerable.Range(0, 16)
            .Select(_ => Task.Run(() => Store.Chats.AddAsync(Chat.Direct(NewId<Chat>(), one, other, Noon), None))));

        Assert.Single(added, result => result);
    }

    [SkippableFact]
    public async Task Find_WhenMessagesWereSent_ThenLastNumberTimeAndMarkersAreThoseOfNow()
    {
        var chat = await AddDirectChatAsync();

        var sent = await SendAsync(chat.Id, 3);

        var found = await FindChatAsync(chat.Id);
        Assert.Equal(3, found.LastSequence);
        Assert.Equal(sent[^1].CreatedAt, found.UpdatedAt);
        Assert.Equal(chat.CreatedAt, found.CreatedAt);
        Assert.Equal([3, 0], found.Members.Select(member => member.ReadUpTo));
    }
}
