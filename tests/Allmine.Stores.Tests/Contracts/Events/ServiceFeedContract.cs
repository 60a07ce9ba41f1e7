using Allmine.Application.Blocks.BlockUser;
using Allmine.Application.Blocks.UnblockUser;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Users;
using Allmine.Stores.Tests.Contracts.Credits;

namespace Allmine.Stores.Tests.Contracts.Events;

/// <summary>What the feed of events tells of the service and no listener of a user hears: the directory, blocks, and grants.</summary>
public abstract class ServiceFeedContract(IStoreFixture store) : CreditsContract(store)
{
    private const string Picture = "https://example.com/ayse.jpg";

    /// <summary>Also who reads it later finds each as it was then.</summary>
    [SkippableFact]
    public async Task Read_WhenAnEntryOfTheDirectoryIsMadeAndChanged_ThenEachIsToldAsOfThatChange()
    {
        var (id, system) = (NewId<User>(), NewId<User>());
        await using var feed = await FeedReader.OpenAsync(Store.Events);

        await PutAsync(id, "Ayşe", null);
        await PutAsync(id, "Ayşe", Picture);
        await PutAsync(id, "Ayşe \"Nur\"", Picture);
        await PutAsync(id, "Ayşe", "https://example.com/2");
        await PutAsync(id, "Ayşe", null);
        await PutAsync(system, "Allmine", Picture, UserKind.System);
        await PutAsync(system, "Notices", Picture);
        await using var late = await FeedReader.OpenAsync(Store.Events, feed.Start);

        foreach (var reader in new[] { feed, late })
        {
            Assert.Equal(
                [
                    (id, "Ayşe", null, UserKind.Person),
                    (id, "Ayşe", Picture, UserKind.Person),
                    (id, "Ayşe \"Nur\"", Picture, UserKind.Person),
                    (id, "Ayşe", "https://example.com/2", UserKind.Person),
                    (id, "Ayşe", null, UserKind.Person),
                    (system, "Allmine", Picture, UserKind.System),
                    (system, "Notices", Picture, UserKind.System),
                ],
                (await TakeAsync<UserUpdated>(reader, 7)).Select(Describe));
        }
    }

    [SkippableTheory]
    [InlineData("Ayşe", Picture)]
    [InlineData("Mehmet", null)]
    public async Task Read_WhenAPutChangesNothing_ThenNothingIsTold(string name, string? photo)
    {
        var (id, next) = (NewId<User>(), NewId<User>());
        await PutAsync(id, name, photo);
        await using var feed = await FeedReader.OpenAsync(Store.Events);

        await PutAsync(id, name, photo);
        // Of another kind: nothing is written.
        await Store.Users.PutAsync(new User(id, Username.From("other"), null, UserKind.System), leavesKind: false, None);
        await PutAsync(next, "last", null);

        Assert.Equal([(next, "last", null, UserKind.Person)], (await TakeAsync<UserUpdated>(feed, 1)).Select(Describe));
    }

    /// <summary>The chat that is made for it is not open, so that nobody is told of that.</summary>
    [SkippableFact]
    public async Task Read_WhenABlockIsSetAndTakenBack_ThenEachChangeIsToldOnce()
    {
        var (one, other) = (await AddUserAsync(), await AddUserAsync());
        using var useCases = NewUseCases();
        await using var feed = await FeedReader.OpenAsync(Store.Events);

        await BlockAsync(one, other);
        await BlockAsync(one, other);
        await BlockAsync(other, one);
        await UnblockAsync(one, other);
        await UnblockAsync(one, other);
        await UnblockAsync(other, one);
        await UnblockAsync(other, one);
        await BlockAsync(other, one);
        await BlockAsync(one, other);
        await UnblockAsync(one, other);
        await using var late = await FeedReader.OpenAsync(Store.Events, feed.Start);

        foreach (var reader in new[] { feed, late })
        {
            Assert.Equal(
                [
                    (one, other, true),
                    (other, one, true),
                    (one, other, false),
                    (other, one, false),
                    (other, one, true),
                    (one, other, true),
                    (one, other, false),
                ],
                (await TakeAsync<BlockChanged>(reader, 7)).Select(changed => (changed.UserId, changed.BlockedId, changed.IsBlocked)));
        }

        Task BlockAsync(Id<User> by, Id<User> blocked) => useCases.SendAsync(by, new BlockUserCommand(blocked.ToString()));

        Task UnblockAsync(Id<User> by, Id<User> blocked) => useCases.SendAsync(by, new UnblockUserCommand(blocked.ToString()));
    }

    [SkippableFact]
    public async Task Read_WhenABlockWasNotWritten_ThenNothingIsTold()
    {
        var chat = await AddDirectChatAsync();
        var (first, late) = (await FindChatAsync(chat.Id), await FindChatAsync(chat.Id));
        first.Block(chat.Members[0].UserId, Noon);
        late.Block(chat.Members[1].UserId, Noon);
        await using var feed = await FeedReader.OpenAsync(Store.Events);

        Assert.True(await Store.Chats.SaveBlocksAsync(first, None));
        Assert.False(await Store.Chats.SaveBlocksAsync(late, None));
        var again = Chat.Unopened(NewId<Chat>(), chat.Members[0].UserId, chat.Members[1].UserId);
        again.Block(chat.Members[1].UserId, Noon);
        Assert.False(await Store.Chats.AddAsync(again, None));
        first.Unblock(chat.Members[0].UserId);
        Assert.True(await Store.Chats.SaveBlocksAsync(first, None));

        Assert.Equal(
            [(chat.Members[0].UserId, true), (chat.Members[0].UserId, false)],
            (await TakeAsync<BlockChanged>(feed, 2)).Select(changed => (changed.UserId, changed.IsBlocked)));
    }

    /// <summary>The balances come first, as they are after the commit; then each grant, with what its wallet had after it.</summary>
    [SkippableFact]
    public async Task Read_WhenOneCommitGrantsSeveralTimes_ThenTheBalanceComesAndThenEachGrant()
    {
        var (one, other) = (await AddUserAsync(), await AddUserAsync());
        await using var feed = await FeedReader.OpenAsync(Store.Events);

        await GrantAsync((one, 5), (other, 40), (one, 7));

        var told = (await feed.TakeAsync(5)).ConvertAll(item => item.Event!);
        Assert.Equal([(one, 12L), (other, 40L)], told.Take(2).Select(happened => Assert.IsType<CreditsChanged>(happened)).Select(changed => (changed.Owner, changed.Balance)));
        Assert.Equal([(one, 5L, 5L), (other, 40L, 40L), (one, 7L, 12L)], told.Skip(2).Select(happened => Describe(Assert.IsType<CreditsGranted>(happened))));
    }

    [SkippableFact]
    public async Task Read_WhenAGrantIsRepeatedAndCreditsAreTransferred_ThenNoOtherGrantIsTold()
    {
        var (one, other) = (await AddUserAsync(), await AddUserAsync());
        var grant = Grant(one, 30, "once");
        await using var feed = await FeedReader.OpenAsync(Store.Events);

        await NewNode().CommitAsync(grant);
        Assert.True((await NewNode().CommitAsync(grant)).Replayed);
        await NewNode().CommitAsync(Transfer(one, other, 10));
        await NewNode().CommitAsync(Grant(other, 1, "next"));

        var told = new List<StoreEvent>();
        while (told is not [.., CreditsGranted { Amount: 1 }])
            told.Add((await feed.TakeAsync(1))[0].Event!);
        Assert.Equal([(one, 30L, 30L), (other, 1L, 11L)], told.OfType<CreditsGranted>().Select(Describe));
        Assert.Equal([30L, 20, 10, 11], told.OfType<CreditsChanged>().OrderBy(changed => changed.Owner == one ? 0 : 1).Select(changed => changed.Balance));
        Assert.All(told.OfType<CreditsGranted>(), granted => Assert.Empty(granted.Recipients));
    }

    /// <summary>Wherever somebody goes on, the rest comes, and in its order.</summary>
    [SkippableFact]
    public async Task Read_WhenItGoesOnFromAnyPosition_ThenGivesJustWhatComesAfterIt()
    {
        var (one, other) = (await AddUserAsync(), await AddUserAsync());
        using var useCases = NewUseCases();
        await using var whole = await FeedReader.OpenAsync(Store.Events);
        await PutAsync(one, "Ayşe", null);
        await useCases.SendAsync(one, new BlockUserCommand(other.ToString()));
        await NewNode().CommitAsync(Grant(one, 5, "once"));
        await useCases.SendAsync(one, new UnblockUserCommand(other.ToString()));
        await PutAsync(one, "Ayşe", Picture);
        var all = await whole.TakeAsync(6);
        EventPosition[] positions = [whole.Start, .. all.Select(item => item.Position)];
        Assert.Equal(positions.Order(), positions);
        Assert.Equal(
            [typeof(UserUpdated), typeof(BlockChanged), typeof(CreditsChanged), typeof(CreditsGranted), typeof(BlockChanged), typeof(UserUpdated)],
            all.Select(item => item.Event!.GetType()));

        await Store.ReopenAsync();
        for (var i = 0; i < all.Count; i++)
        {
            Assert.True(Store.Events.IsPosition(positions[i].Text));
            Assert.InRange(positions[i].Text.Length, 1, Store.Events.UsualLength);
            await using var rest = await FeedReader.OpenAsync(Store.Events, positions[i]);
            Assert.Equal(all.Skip(i).Select(item => (item.Position, item.Event!.GetType())), (await rest.TakeAsync(all.Count - i)).Select(item => (item.Position, item.Event!.GetType())));
        }
    }

    private static (Id<User> Id, string Username, string? ProfilePhoto, UserKind Kind) Describe(UserUpdated updated) =>
        (updated.User.Id, updated.User.Username.Value, updated.User.ProfilePhoto, updated.User.Kind);

    private static (Id<User> UserId, long Amount, long Balance) Describe(CreditsGranted granted) => (granted.UserId, granted.Amount, granted.Balance);

    /// <summary>The next so many events, all of that type and for no listener.</summary>
    private static async Task<List<T>> TakeAsync<T>(FeedReader reader, int count)
        where T : StoreEvent
    {
        var told = (await reader.TakeAsync(count)).ConvertAll(item => Assert.IsType<T>(item.Event));
        Assert.All(told, happened => Assert.Empty(happened.Recipients));
        return told;
    }

    private Task PutAsync(Id<User> id, string name, string? photo, UserKind kind = UserKind.Person) =>
        Store.Users.PutAsync(new User(id, Username.From(name), photo, kind), leavesKind: kind == UserKind.Person, None);

    /// <summary>All in one commit.</summary>
    private async Task GrantAsync(params (Id<User> Recipient, long Amount)[] grants)
    {
        var needs = new LoadRequest();
        needs.Wallets.UnionWith(grants.Select(grant => grant.Recipient).Append(Wallet.SystemOwner));
        var found = (await Store.CommitStore.LoadAsync(needs, None)).Wallets;
        var wallets = needs.Wallets.ToDictionary(owner => owner, owner => found.GetValueOrDefault(owner) ?? Wallet.Empty(owner));
        var round = new ChangeSet();
        round.Wallets.AddRange(grants.Select(grant => grant.Recipient).Distinct().Append(Wallet.SystemOwner).Select(owner => new WalletChange(wallets[owner])));
        foreach (var (recipient, amount) in grants)
        {
            var (debit, credit) = CreditMovement.By(new Grant(NewId<Grant>(), recipient, amount), Noon)
                .Post(wallets[Wallet.SystemOwner], wallets[recipient], NewId<LedgerEntry>(), NewId<LedgerEntry>());
            round.LedgerEntries.AddRange([debit, credit]);
        }

        Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
    }
}
