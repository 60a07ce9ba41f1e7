using Allmine.Application.Ports.Events;
using Allmine.Application.WarmUp;
using Allmine.Stores.Tests.Contracts.Credits;
using Allmine.Stores.Tests.Contracts.Events;

namespace Allmine.Stores.Tests.Contracts.Store;

/// <summary>A commit that is rehearsed leaves nothing, and holds up nobody.</summary>
public abstract class RehearsalContract(IStoreFixture store) : CreditsContract(store)
{
    private StoreWarmUp WarmUp => new(
        Store.CommitStore, Store.Rehearsal, Store.Users, Store.Chats, Store.Messages, Store.Changes, Store.IdempotencyRecords, Store.Files, Store.Wallets, Store.Ledger, Store.Ids, TimeProvider.System);

    [SkippableFact]
    public async Task Rehearsal_WhenTheStoreIsEmpty_ThenItIsEmptyAfterIt()
    {
        var before = await Store.CountAsync();

        await WarmUp.RunAsync(None);

        Assert.NotEmpty(before);
        Assert.Equal(before, await Store.CountAsync());
    }

    [SkippableFact]
    public async Task Rehearsal_WhenMuchIsStored_ThenNothingIsAddedAndNobodyHearsOfIt()
    {
        var chat = await AddDirectChatAsync();
        await SendAsync(chat.Id, 3);
        await AddUserWithAsync(10);
        await using var feed = await FeedReader.OpenAsync(Store.Events);
        var before = await Store.CountAsync();

        await WarmUp.RunAsync(None);

        Assert.Equal(before, await Store.CountAsync());
        // What comes next is the first that anybody hears of, and has the next number.
        var sent = await SendAsync(chat.Id, 1);
        Assert.Equal(4, sent[0].Sequence);
        Assert.Equal(sent[0].Id, Assert.IsType<MessageCreated>((await feed.TakeAsync(1))[0].Event).Message.GetReadable().Id);
    }

    [SkippableFact]
    public async Task Rehearsal_WhenOthersSendAndGrantMeanwhile_ThenTheyAreNotRefused()
    {
        var chat = await AddDirectChatAsync();
        var user = await AddUserAsync();
        var node = NewNode();
        var rehearsals = Task.WhenAll(Enumerable.Range(0, 5).Select(_ => WarmUp.RunAsync(None)));

        for (var i = 0; i < 10; i++)
        {
            await SendAsync(chat.Id, 1);
            await node.CommitAsync(Grant(user, 1, $"grant-{i}"));
        }

        await rehearsals;
        Assert.Equal(10, (await FindChatAsync(chat.Id)).LastSequence);
        Assert.Equal(10, await BalanceOfAsync(user));
    }
}
