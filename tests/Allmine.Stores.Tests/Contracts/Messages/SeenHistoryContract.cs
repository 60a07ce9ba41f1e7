using Allmine.Application.Ports.Messages;

namespace Allmine.Stores.Tests.Contracts.Messages;

/// <summary>What is read of a chat for somebody who sees it from one message on.</summary>
public abstract class SeenHistoryContract(IStoreFixture store) : StoreContract(store)
{
    /// <summary>Ten messages; the first one that is seen, and where the page begins.</summary>
    [SkippableTheory]
    [InlineData(0, null, null, 10, 9, 8)]
    [InlineData(1, null, null, 10, 9, 8)]
    [InlineData(8, null, null, 10, 9, 8)]
    [InlineData(9, null, null, 10, 9)]
    [InlineData(10, null, null, 10)]
    [InlineData(11, null, null)]
    [InlineData(6, 8, null, 7, 6)]
    [InlineData(5, 8, null, 7, 6, 5)]
    [InlineData(8, 8, null)]
    [InlineData(0, null, 0, 1, 2, 3)]
    [InlineData(1, null, 0, 1, 2, 3)]
    [InlineData(4, null, 0, 4, 5, 6)]
    [InlineData(4, null, 3, 4, 5, 6)]
    [InlineData(4, null, 5, 6, 7, 8)]
    [InlineData(9, null, 2, 9, 10)]
    [InlineData(11, null, 0)]
    [InlineData(5, 7, 2, 5, 6)]
    public async Task Page_WhenSeenFromANumberOn_ThenNothingBeforeItIsThere(int seesFrom, int? before, int? after, params int[] expected)
    {
        var chat = await AddDirectChatAsync();
        await SendAsync(chat.Id, 10);

        var page = await Store.Messages.PageAsync(chat.Id, new HistoryWindow(before, after, 3) { SeesFrom = seesFrom }, None);

        Assert.Equal(expected, page.Select(message => (int)message.Sequence));
    }

    [SkippableFact]
    public async Task Altered_WhenSeenFromANumberOn_ThenThoseBeforeItAreLeftOutAndTheOthersPageOn()
    {
        var chat = await AddDirectChatAsync();
        var sent = await SendAsync(chat.Id, 8);
        // By turns one that is seen and one that is not, in no order of their numbers.
        foreach (var i in new[] { 6, 0, 5, 3, 7, 1, 4, 2 })
            await AlterAsync(sent[i], Alter.Pin);

        Assert.Equal([7L, 1, 6, 4, 8, 2, 5, 3], await AllAsync(0, 0, 10));
        Assert.Equal([7L, 1, 6, 4, 8, 2, 5, 3], await AllAsync(0, 1, 10));
        Assert.Equal([7L, 6, 8, 5], await AllAsync(0, 5, 10));
        Assert.Equal([8L], await AllAsync(0, 8, 10));
        Assert.Empty(await AllAsync(0, 9, 10));
        Assert.Equal([7L, 6], await AllAsync(0, 5, 2));
        Assert.Equal([8L, 5], await AllAsync(11, 5, 2));
        Assert.Equal([5L], await AllAsync(13, 5, 2));
        Assert.Empty(await AllAsync(15, 5, 2));

        async Task<List<long>> AllAsync(long after, long seesFrom, int limit) =>
            [.. (await Store.Changes.AlteredAsync(chat.Id, after, seesFrom, limit, None)).Select(message => message.Sequence)];
    }

    /// <summary>However many there are that are not seen, those that are come in the order of their changes, and as they are now.</summary>
    [SkippableFact]
    public async Task Altered_WhenMostAreNotSeen_ThenThoseThatAreComeAsTheyAreNow()
    {
        var chat = await AddDirectChatAsync();
        var sent = await SendAsync(chat.Id, 300);
        var (round, change) = (new Application.Ports.Store.ChangeSet(), await ChangeOfAsync(chat.Id));
        foreach (var message in sent.Take(299))
            Apply(round, change, message, Alter.Edit("unseen"));
        Assert.Equal(Application.Ports.Store.CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        var last = await AlterAsync(await AlterAsync(sent[299], Alter.Edit("first")), Alter.Edit("second"));

        ShouldBe.Same(last, Assert.Single(await Store.Changes.AlteredAsync(chat.Id, 0, 300, 5, None)));
        Assert.Equal([299L, 300], (await Store.Changes.AlteredAsync(chat.Id, 0, 299, 5, None)).Select(message => message.Sequence));
    }
}
