using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using FsCheck;
using FsCheck.Fluent;

namespace Allmine.Stores.Tests.Contracts.Messages;

/// <summary>
/// Sends and alterations of any kind in any order, in rounds of any size, held against a model: a list of what each change has done. What has changed since any
/// number, read in pages of any size, leads from the state of that number to the present one.
/// </summary>
public abstract class ChangePropertyContract(IStoreFixture store) : StoreContract(store)
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(LongForm.IsAskedFor ? 200 : 12).WithEndSize(60);

    [SkippableFact]
    public void Changes_WhenSendsAndAlterationsAlternate_ThenWhatHasChangedSinceAnyNumberIsFound() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), steps => RunAsync(steps).GetAwaiter().GetResult()).Check(Runs);

    private async Task RunAsync(byte[] steps)
    {
        await Store.ResetAsync();
        var chat = await AddDirectChatAsync();
        // A neighbour with changes of its own, which nobody asks for.
        var neighbour = await AddDirectChatAsync();
        await AlterAsync((await SendAsync(neighbour.Id, 2))[1], Alter.Pin);
        var states = await WriteAsync(chat, steps);

        var end = states[^1];
        var last = await FindChatAsync(chat.Id);
        Assert.Equal((states.Count - 1, end.Count), (last.LastChange, last.LastSequence));
        for (var from = 0; from < states.Count; from++)
        {
            var alterations = await Store.Changes.CountAlterationsAsync(chat.Id, from, None);
            Assert.Equal(states[from].Count, from - alterations);
            var state = states[from].ToDictionary();
            foreach (var changed in await ReadAsync(chat.Id, from, from - alterations, 1 + (from % 4)))
                state[changed.Sequence] = changed;
            Assert.Equal(end.Keys.Order(), state.Keys.Order());
            Assert.All(end, message => ShouldBe.Same(message.Value, state[message.Key]));
        }

        Assert.Equal(last.AlterationCount, await Store.Changes.CountAlterationsAsync(chat.Id, long.MaxValue, None));
        Assert.Equal(0, await Store.Changes.CountAlterationsAsync(NewId<Chat>(), long.MaxValue, None));
    }

    /// <returns>The messages by their numbers, as of each change; before the first one there are none.</returns>
    private async Task<List<Dictionary<long, Message>>> WriteAsync(Chat chat, byte[] steps)
    {
        List<Dictionary<long, Message>> states = [[]];
        var (round, change) = (new ChangeSet(), await ChangeOfAsync(chat.Id));
        foreach (var step in steps)
        {
            if (Act(round, change, step, states[^1]) is { } message)
                states.Add(new Dictionary<long, Message>(states[^1]) { [message.Sequence] = message });
            if (step % 3 > 0 || round.IsEmpty)
                continue;
            Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
            (round, change) = (new ChangeSet(), await ChangeOfAsync(chat.Id));
        }

        if (!round.IsEmpty)
            Assert.Equal(CommitResult.Committed, await Store.CommitStore.CommitAsync(round, None));
        return states;
    }

    /// <returns>The message that the step makes or changes; null if it changes nothing.</returns>
    private Message? Act(ChangeSet round, ChatChange change, byte step, Dictionary<long, Message> state)
    {
        var user = change.Chat.Members[step % 2].UserId;
        if (state.Count == 0 || step % 8 < 3)
            return Append(round, change, user, $"message {step}");
        var before = state[1 + (step / 8 % state.Count)];
        var alter = (step % 8) switch
        {
            3 when !before.IsDeleted => Alter.Edit($"edit {change.Chat.NextChange}"),
            4 when !before.IsDeleted => Alter.React(user, $"{step % 5}"),
            5 => Alter.Unreact(user, $"{step % 5}"),
            6 when !before.IsDeleted => before.Life.PinnedAt is null ? Alter.Pin : Alter.Unpin,
            7 when step > 160 => Alter.Delete,
            _ => null,
        };
        return alter is null || ReferenceEquals(alter.Of(before, change.Chat.NextChange), before) ? null : Apply(round, change, before, alter);
    }

    /// <summary>Page by page, as a reader would: each of the two lists goes on behind what was given of it.</summary>
    private async Task<List<Message>> ReadAsync(Id<Chat> id, long change, long sequence, int limit)
    {
        var found = new List<Message>();
        for (IReadOnlyList<StoredMessage>? page = null; page is null || page.Count == limit; sequence = page.Count > 0 ? page[^1].Sequence : sequence)
        {
            page = await Store.Changes.UnalteredAsync(id, sequence, long.MaxValue, limit, None);
            Assert.Equal(page.OrderBy(message => message.Sequence), page);
            Assert.All(page, message => Assert.True(message.Sequence > sequence && !message.GetReadable().IsAltered));
            found.AddRange(page.Select(message => message.GetReadable()));
        }

        for (IReadOnlyList<StoredMessage>? page = null; page is null || page.Count == limit; change = page.Count > 0 ? page[^1].Change : change)
        {
            page = await Store.Changes.AlteredAsync(id, change, 0, limit, None);
            Assert.Equal(page.OrderBy(message => message.Change), page);
            Assert.All(page, message => Assert.True(message.Change > change && message.GetReadable().IsAltered));
            found.AddRange(page.Select(message => message.GetReadable()));
        }

        Assert.Equal(found.Count, found.Select(message => message.Sequence).Distinct().Count());
        return found;
    }
}
