using Allmine.Application.Chats.GetChanges;
using Allmine.Application.Chats.ListPins;
using Allmine.Application.Messages.GetHistory;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using FsCheck;
using FsCheck.Fluent;

namespace Allmine.Stores.Tests.Contracts.Changes;

/// <summary>
/// The state that a reader gets by any mix of pages, events, <c>changes</c> and <c>sync</c> is the same state. Two nodes carry out sends and alterations of all kinds for several
/// writers at once; some of their commits conflict, fail or are not answered, and the store is closed and opened again in between. Meanwhile clients keep up over ways that lose,
/// double and delay events. Whatever any of them ever claimed to hold is held against what there was.
/// </summary>
public abstract class ClientStateContract(IStoreFixture store) : StoreContract(store)
{
    private const int StepsOfWriter = 10;
    private const int MostPlaces = 40;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(LongForm.IsAskedFor ? 200 : 3);

    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    [SkippableFact]
    public void State_WhenReadInAnyWayWhileItChanges_ThenIsTheState() => Prop.ForAll(Seeds, seed => RunAsync(new Random(seed)).GetAwaiter().GetResult()).Check(Runs);

    private async Task RunAsync(Random random)
    {
        await Store.ResetAsync();
        var users = new[] { await AddUserAsync(), await AddUserAsync(), await AddUserAsync() };
        Chat[] chats = [Chat.Group(NewId<Chat>(), "Group", users, Noon), Chat.Direct(NewId<Chat>(), users[0], users[1], Noon)];
        foreach (var chat in chats)
            Assert.True(await Store.Chats.AddAsync(chat, None));
        var run = new Run(users[1], chats, random);

        var start = await run.BeginAsync(Store.Events);
        for (var phase = random.Next(1, 4); phase > 0; phase--)
        {
            await WriteAsync(run, isLast: phase == 1);
            await Store.ReopenAsync();
        }

        await CheckAsync(run, start);
    }

    /// <summary>Lets everybody act until the writers are done; in the end until all is heard.</summary>
    private async Task WriteAsync(Run run, bool isLast)
    {
        using var first = NewNode(run.NextRandom());
        using var second = NewNode(run.NextRandom());
        UseCases[] nodes = [first, second];
        using var ending = new CancellationTokenSource();
        var hearing = run.HearAsync(Store.Events, ending.Token);
        try
        {
            var writing = Task.WhenAll(run.Writers.Select(writer => Task.Run(() => WriteAsync(writer, nodes))));
            await Task.WhenAll(run.Clients.Select(client => Task.Run(() => FollowAsync(client.Client, client.Wire, first, until: writing))).Append(writing));
            if (isLast)
                await Eventually.HoldsAsync(async () => hearing.IsCompleted || run.HasHeard([await FindChatAsync(run.Chats[0].Id), await FindChatAsync(run.Chats[1].Id)]));
        }
        finally
        {
            await ending.CancelAsync();
            await hearing.WaitAsync(Patience);
        }
    }

    private static async Task WriteAsync(Writer writer, UseCases[] nodes)
    {
        for (var step = 0; step < StepsOfWriter; step++)
            await writer.ActAsync(nodes);
    }

    private static async Task FollowAsync(ModelClient client, BadWire wire, UseCases node, Task until)
    {
        while (!until.IsCompleted)
            await client.ActAsync(node, wire);
    }

    private async Task CheckAsync(Run run, EventPosition start)
    {
        using var node = NewUseCases();
        foreach (var chat in run.Chats)
        {
            var stored = await FindChatAsync(chat.Id);
            run.History.Close(chat.Id, stored.LastChange);
            Assert.Equal(stored.LastSequence, run.History.EndOf(chat.Id).Count);
            await CheckReadersAsync(run, node, chat.Id, stored.LastChange);
        }

        Assert.InRange(run.Heard.Count, run.Writers.Count * StepsOfWriter / 4, int.MaxValue);
        foreach (var (client, wire) in run.Clients)
            await FinishAsync(run, node, client, wire);
        CheckListener(run, run.Heard, isLate: false);
        await using var late = await Events.FeedReader.OpenAsync(Store.Events, start);
        var heard = new List<StoreEvent>();
        while (heard.Count < run.Heard.Count)
            heard.AddRange((await late.TakeAsync(1)).Select(item => item.Event!).Where(happened => ModelClient.MessageOf(happened) is not null));
        CheckListener(run, heard, isLate: true);
    }

    /// <summary>Those who begin now: by what has changed since any number, by pages, by pins.</summary>
    private static async Task CheckReadersAsync(Run run, UseCases node, Id<Chat> chat, long lastChange)
    {
        var end = run.History.EndOf(chat);
        foreach (var change in Enumerable.Range(0, (int)lastChange + 1).OrderBy(_ => run.Random.Next()).Take(MostPlaces).Append(0))
            AssertState(end, (await ChangesAsync(change, isReset: false)).Aggregate(run.History.StateAt(chat, change), (state, message) => state.SetItem(message.Sequence, message)));
        AssertState(end, (await ChangesAsync(lastChange + 1, isReset: true)).ToDictionary(message => message.Sequence));

        var pages = new Dictionary<long, ToldMessage>();
        for (var hasMore = true; hasMore;)
        {
            var page = await node.SendAsync(run.Reader, new GetHistoryQuery(chat.ToString(), null, pages.Count, null, run.Random.Next(1, 20)));
            foreach (var view in page.Items)
                pages.Add(view.Message.Sequence, ToldMessage.Of(view, run.Reader));
            hasMore = page.HasMore;
        }

        AssertState(end, pages);
        var pins = (await node.SendAsync(run.Reader, new ListPinsQuery(chat.ToString(), null, 100))).Items;
        Assert.Equal(
            pages.Values.Where(message => message.IsPinned).Select(message => message.Sequence), pins.Select(view => view.Message.Sequence).Order());
        Assert.All(pins, view => Assert.Equal(pages[view.Message.Sequence], ToldMessage.Of(view, run.Reader)));

        async Task<List<ToldMessage>> ChangesAsync(long after, bool isReset)
        {
            var found = new List<ToldMessage>();
            while (true)
            {
                var page = await node.SendAsync(run.Reader, new GetChangesQuery(chat.ToString(), after, run.Random.Next(1, 101)));
                Assert.Equal((lastChange, isReset), (page.LastChange, page.Reset));
                found.AddRange(page.Items.Select(item => ToldMessage.Of(item.Message!, run.Reader)));
                if (!page.HasMore)
                    return found;
                (after, isReset) = (page.Items[^1].Change, false);
            }
        }
    }

    /// <summary>Whatever a client claimed was so, and now it has the state of the end.</summary>
    private static async Task FinishAsync(Run run, UseCases node, ModelClient client, BadWire wire)
    {
        wire.End();
        while (wire.TryTake(out var happened))
            await client.HearAsync(node, happened!);
        foreach (var chat in run.Chats)
        {
            await client.CatchUpAsync(node, chat.Id);
            AssertState(run.History.EndOf(chat.Id), client.StateOf(chat.Id).Messages);
        }

        foreach (var claim in client.Claims)
            AssertClaim(run.History, claim, client.Sources, client.Sources.HasFlag(Sources.Events));
    }

    /// <summary>One who hears everything has no holes, and the state of each change.</summary>
    private static void CheckListener(Run run, IReadOnlyList<StoreEvent> heard, bool isLate)
    {
        var listener = new ModelClient(run.Reader, [.. run.Chats.Select(chat => chat.Id)], Sources.Events, run.History, run.Random);
        foreach (var happened in heard)
            Assert.True(listener.HearAsync(node: null, happened).IsCompletedSuccessfully);
        foreach (var chat in run.Chats)
            AssertState(run.History.EndOf(chat.Id), listener.StateOf(chat.Id).Messages);
        foreach (var claim in listener.Claims)
        {
            AssertClaim(run.History, claim, Sources.Events, mayBeErased: true);
            // Who comes late hears nothing of what a message was that is deleted by now.
            if (isLate)
                Assert.All(claim.Messages.Values, message => Assert.Equal(run.History.EndOf(claim.ChatId)[message.Sequence].IsDeleted, message.IsDeleted));
        }
    }

    private static void AssertClaim(ChangeHistory history, HeldState claim, Sources sources, bool mayBeErased)
    {
        var state = history.StateAt(claim.ChatId, claim.Change);
        var isMixed = sources.HasFlag(Sources.Pages);
        foreach (var (sequence, message) in state)
        {
            Assert.True(claim.Messages.TryGetValue(sequence, out var held), $"A client of {sources} that held change {claim.Change} had no message {sequence}.");
            var isOfThen = isMixed ? held.Change >= message.Change : held.Change == message.Change;
            Assert.True(isOfThen && history.IsTrue(held, mayBeErased), $"A client of {sources} that held change {claim.Change} had {held}, and not {message}.");
        }

        Assert.True(isMixed || claim.Messages.Count == state.Count, $"A client of {sources} that held change {claim.Change} had more than there was.");
        Assert.All(claim.Messages.Values, held => Assert.True(history.IsTrue(held, mayBeErased), $"There never was {held}."));
    }

    private static void AssertState(IReadOnlyDictionary<long, ToldMessage> expected, IReadOnlyDictionary<long, ToldMessage> actual)
    {
        foreach (var sequence in expected.Keys.Union(actual.Keys).Order())
            Assert.Equal(expected.GetValueOrDefault(sequence)?.ToString(), actual.GetValueOrDefault(sequence)?.ToString());
    }

    private UseCases NewNode(Random random) => new(type => type switch
    {
        _ when type == typeof(ICommitStore) => new UnreliableStore(Store.CommitStore, random),
        _ when type == typeof(IChangeRepository) => new HesitantChanges(Store.Changes),
        _ => PortOf(type),
    });
}
