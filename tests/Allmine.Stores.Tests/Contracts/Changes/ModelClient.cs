using Allmine.Application.Chats.GetChanges;
using Allmine.Application.Chats.Sync;
using Allmine.Application.Messages;
using Allmine.Application.Messages.GetHistory;
using Allmine.Application.Messages.GetMessages;
using Allmine.Application.Ports.Events;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Stores.Tests.Contracts.Changes;

/// <summary>
/// A client that uses what the contract promises, and nothing else: it applies the change that comes next after what it holds, and where it hears of a later one, it
/// asks for what is between. What it claims to hold is kept, to be held against what there was.
/// </summary>
/// <param name="reader">Who it is.</param>
/// <param name="chats">What it holds from the start.</param>
/// <param name="sources">Where it takes its state from.</param>
/// <param name="history">Learns what the client is told.</param>
/// <param name="random">What it does next.</param>
internal sealed class ModelClient(Id<User> reader, IReadOnlyList<Id<Chat>> chats, Sources sources, ChangeHistory history, Random random)
{
    private readonly Dictionary<Id<Chat>, HeldState> states = chats.ToDictionary(chat => chat, HeldState.Nothing);
    private readonly List<HeldState> claims = [];

    public Sources Sources => sources;

    /// <summary>All that it has claimed to hold, one after the other.</summary>
    public IReadOnlyList<HeldState> Claims => claims;

    public HeldState StateOf(Id<Chat> chat) => states[chat];

    /// <summary>The message that a change sent or altered; null of an event that is no change.</summary>
    public static StoredMessage? MessageOf(StoreEvent happened) => happened switch
    {
        MessageCreated created => created.Message,
        MessageAltered altered => altered.Message,
        _ => (StoredMessage?)null,
    };

    /// <summary>Does one thing of those that it can do.</summary>
    public async Task ActAsync(UseCases node, BadWire wire)
    {
        if (wire.TryTake(out var happened))
            await HearAsync(node, happened!);
        else if (sources.HasFlag(Sources.Pages) && random.Next(3) == 0)
            await ReadAsync(node, chats[random.Next(chats.Count)]);
        else if (random.Next(sources.HasFlag(Sources.Events) ? 8 : 2) == 0)
            await CatchUpAsync(node, chats[random.Next(chats.Count)]);
        else
            await Task.Delay(1);
    }

    /// <summary>Takes an event, whichever it is.</summary>
    /// <param name="node">Who is asked for what is between; null where nothing is, so that there can be no hole.</param>
    /// <param name="happened">The event.</param>
    public async Task HearAsync(UseCases? node, StoreEvent happened)
    {
        if (MessageOf(happened) is not { } message || !sources.HasFlag(Sources.Events))
            return;
        if (message.Change > states[message.ChatId].Change + 1)
        {
            Assert.True(node is not null, $"Change {message.Change} came after {states[message.ChatId].Change}.");
            await CatchUpAsync(node, message.ChatId);
        }

        var state = states[message.ChatId];
        if (message.Change == state.Change + 1)
            Keep(Apply(state, happened, message) with { Change = message.Change });
    }

    /// <summary>Asks for all that has changed in a chat.</summary>
    public async Task CatchUpAsync(UseCases node, Id<Chat> chat)
    {
        if (random.Next(3) > 0)
        {
            await TakeAsync(node, states[chat], await AskAsync(node, chat, states[chat].Change));
            return;
        }

        var asked = chats.OrderBy(_ => random.Next()).ToDictionary(id => id.ToString(), id => states[id].Change);
        var synced = await node.SendAsync(reader, new SyncCommand([.. asked]));
        Assert.Equal(asked.Keys, synced.Chats.Select(item => item.ChatId.ToString()));
        Assert.Empty(synced.Gone);
        foreach (var item in synced.Chats)
            await TakeAsync(node, states[item.ChatId], item.Changes);
    }

    /// <summary>Takes what has changed, page by page, until all is given.</summary>
    private async Task TakeAsync(UseCases node, HeldState state, ChangesPage page)
    {
        for (var after = state.Change; ; page = await AskAsync(node, state.ChatId, after))
        {
            Assert.False(page.Reset);
            Assert.InRange(page.LastChange, after, long.MaxValue);
            foreach (var item in page.Items)
            {
                Assert.InRange(item.Change, after + 1, page.LastChange);
                after = item.Change;
                state = state.With(Told(item.Message!));
            }

            if (page.HasMore)
                continue;
            Keep(state with { Change = page.LastChange });
            return;
        }
    }

    private async Task<ChangesPage> AskAsync(UseCases node, Id<Chat> chat, long after)
    {
        var limit = random.Next(3) == 0 ? (int?)null : random.Next(1, 8);
        var page = await node.SendAsync(reader, new GetChangesQuery(chat.ToString(), after, limit));
        Assert.InRange(page.Items.Count, page.HasMore ? 1 : 0, limit ?? 100);
        return page;
    }

    /// <summary>Reads some messages as they are now.</summary>
    private async Task ReadAsync(UseCases node, Id<Chat> chat)
    {
        var (state, last) = (states[chat], states[chat].Messages.Count);
        var anywhere = random.Next(1, last + 2);
        var found = random.Next(4) switch
        {
            0 => await PageAsync(new GetHistoryQuery(chat.ToString(), anywhere, null, null, random.Next(1, 20))),
            1 => await PageAsync(new GetHistoryQuery(chat.ToString(), null, anywhere, null, random.Next(1, 20))),
            2 => await PageAsync(new GetHistoryQuery(chat.ToString(), null, null, anywhere, random.Next(1, 20))),
            _ => (await node.SendAsync(reader, new GetMessagesQuery([.. Ids()]))).Items,
        };
        Keep(found.Aggregate(state, (held, view) => held.With(Told(view))));

        // And one that is nobody's.
        IEnumerable<string> Ids() => history.Of(chat).Select(message => message.Id.ToString()).Distinct().OrderBy(_ => random.Next()).Take(20).Append(chat.ToString());

        async Task<IReadOnlyList<MessageView>> PageAsync(GetHistoryQuery query) => (await node.SendAsync(reader, query)).Items;
    }

    /// <summary>A reaction is told without the message that it is on: that is there, or there would be a hole.</summary>
    private HeldState Apply(HeldState state, StoreEvent happened, StoredMessage message)
    {
        if (happened is not MessageAltered { UserId: not null } || message.Readable is not { IsDeleted: false } whole)
            return state.With(ToldMessage.Of(message, reader));
        var held = state.Messages[message.Sequence];
        return state.With(held with { Change = message.Change, Reactions = held.IsDeleted ? "" : ToldMessage.ReactionsOn(whole, reader) });
    }

    private ToldMessage Told(MessageView view)
    {
        Assert.Equal(reader, view.Viewer);
        var told = ToldMessage.Of(view.Message, reader);
        history.Note($"A page of {sources}", told);
        return told;
    }

    private void Keep(HeldState state)
    {
        states[state.ChatId] = state;
        claims.Add(state);
    }
}
