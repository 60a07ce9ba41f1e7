using Allmine.Application.Authorization;
using Allmine.Application.Blocks.BlockUser;
using Allmine.Application.Blocks.UnblockUser;
using Allmine.Application.Chats.MarkRead;
using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Intents.Alterations;
using Allmine.Application.GroupCommit.Intents.Chats;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Messages;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using Allmine.Stores.Tests.Contracts.Credits;
using Allmine.Stores.Tests.Contracts.Events;
using FsCheck;
using FsCheck.Fluent;

namespace Allmine.Stores.Tests.Contracts.Memberships;

/// <summary>
/// Members come, go and come back, get roles, block each other, send, pin and read, through two nodes: one step after the other, and several at once. Each answer is held
/// against a model of what callers are promised; in the end so is what is stored, what each member finds of it in each way, and what each has heard.
/// </summary>
public abstract class MembershipPropertyContract(IStoreFixture store) : CreditsContract(store)
{
    private const int Bursts = 100;
    private const int MostAtOnce = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(LongForm.IsAskedFor ? 200 : 5);

    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    [SkippableFact]
    public void Members_WhenTheyComeAndGoInAnyOrder_ThenEachHasWhatIsTheirsAndNothingElse() =>
        Prop.ForAll(Seeds, seed => RunAsync(new Random(seed)).GetAwaiter().GetResult()).Check(Runs);

    private async Task RunAsync(Random random)
    {
        await Store.ResetAsync();
        var users = new Id<User>[6];
        for (var i = 0; i < users.Length; i++)
            await Store.Users.PutAsync(new User(users[i] = NewId<User>(), Username.From("somebody"), null, i == users.Length - 1 ? UserKind.System : UserKind.Person), None);
        var world = new MembershipWorld(users, Store.Ids, random);
        EventPosition start;
        await using (var reader = await FeedReader.OpenAsync(Store.Events))
            start = reader.Start;
        GroupCommitEngine[] nodes = [NewNode(), NewNode()];
        var calls = NewUseCases();
        foreach (var place in world.Places.Where(place => place.Pair is null))
        {
            place.Id = NewId<Chat>();
            Id<User>[] first = [.. place.First.Members.OrderByDescending(member => member.Value.Role).Select(member => member.Key)];
            await nodes[0].CommitAsync(new MakeGroupIntent(place.Id.Value, place.First.Title, first[0], first[1..], null, null));
        }

        for (var burst = 0; burst < Bursts; burst++)
        {
            var size = random.Next(3) == 0 ? random.Next(2, MostAtOnce + 1) : 1;
            await DoAsync(world, calls, [.. Enumerable.Range(0, size).Select(_ => world.NewStep(size == 1)).Select(step => (step, nodes[random.Next(2)]))]);
            if (random.Next(20) > 0)
                continue;
            await Store.ReopenAsync();
            calls.Dispose();
            (nodes, calls) = ([NewNode(), NewNode()], NewUseCases());
        }

        using var last = calls;
        await new MembershipCheck(Store, world, calls, await Task.Run(() => EventsAsync(start)).WaitAsync(Patience)).RunAsync();
        await AssertSoundAsync();
    }

    /// <summary>Does the steps at once, and holds what came of them against the model: in the order in which they were numbered.</summary>
    private async Task DoAsync(MembershipWorld world, UseCases calls, (Step Step, GroupCommitEngine Node)[] doing)
    {
        var ended = await Task.WhenAll(doing.Select(one => Task.Run(async () => (one.Step, Told: await TryAsync(calls, one.Node, one.Step)))));
        var (surely, perhaps) = BlocksDuring(world, [.. doing.Select(one => one.Step)]);
        for (var number = 0; number < world.Places.Count; number++)
        {
            var place = world.Places[number];
            place.Id ??= (await Store.Chats.FindAsync(place.Pair!.Value, None))?.Id;
            var here = ended.Where(one => one.Step.Place == number).ToList();
            List<ModelChat> states = [place.Chat];
            foreach (var message in place.Id is { } id ? await Store.Messages.PageAsync(id, new HistoryWindow(null, place.Chat.LastSequence, 2 * MostAtOnce), None) : [])
                states.Add(Take(place, states[^1], message.GetReadable(), here));
            foreach (var (step, told) in here)
            {
                Assert.True(step.IsNumbered && told.Outcome == Told.Done ? place.Messages.Exists(message => message.Id == step.Id) : states.Exists(state => Answers(place, state, step).Contains(told.Outcome)),
                    $"{step} was answered with {told.Outcome}, in {string.Join(" or ", states)}.");
                Assert.True(told.Outcome == Told.Done || !place.Messages.Exists(message => message.Id == step.Id), $"{step} was answered with {told.Outcome}, and is there.");
            }

            if (place.Id is not null)
                await MoveMarkersAsync(place, states, [.. here.Where(one => one.Step.Kind == StepKind.Read && one.Told.Outcome == Told.Done)], isAlone: doing.Length == 1);
        }

        await MoveBlocksAsync(world, surely, perhaps);

        ModelChat Take(Place place, ModelChat state, Message message, List<(Step Step, Told Told)> here)
        {
            var step = here.Find(one => one.Step.Id == message.Id).Step;
            Assert.True(step is not null, $"Message {message.Sequence} of chat {message.ChatId} is nobody's.");
            Assert.True(Answers(place, state, step).Contains(Told.Done), $"{step} was done, in {state}.");
            var line = state.LineOf(step);
            Assert.Equal(
                (state.LastSequence + 1, step.By, line is null ? MessageKind.Text : MessageKind.System, line), (message.Sequence, message.SenderId, message.Kind, message.Attributes.Metadata));
            Assert.Equal(step.Mentions, message.Attributes.Mentions);
            place.Messages.Add(message);
            var after = state.With(step);
            Assert.False(after.IsLeaderless, $"{step} left {after}.");
            return after;
        }

        string[] Answers(Place place, ModelChat state, Step step)
        {
            bool[] pinned = doing.Length == 1 || step.Pinned is null ? [step.Pinned is { } message && place.Pinned.Contains(message.Id)] : [true, false];
            return [.. from blocks in new[] { surely, perhaps } from isPinned in pinned select state.Answer(step, (one, other) => Has(blocks, one, other), isPinned, world.IsKnown)];
        }
    }

    private static bool Has(HashSet<(Id<User> By, Id<User> Other)> blocks, Id<User> one, Id<User> other) => blocks.Contains((one, other)) || blocks.Contains((other, one));

    /// <summary>The blocks that there were all the time, and those that there were at some time.</summary>
    private static (HashSet<(Id<User> By, Id<User> Other)> Surely, HashSet<(Id<User> By, Id<User> Other)> Perhaps) BlocksDuring(MembershipWorld world, Step[] steps)
    {
        var (taken, put) = (Of(StepKind.Unblock), Of(StepKind.Block));
        return ([.. world.Blocks.Except(taken)], [.. world.Blocks.Union(put)]);

        IEnumerable<(Id<User>, Id<User>)> Of(StepKind kind) => steps.Where(step => step.Kind == kind).Select(step => (step.By, step.Subject!.Value));
    }

    /// <summary>What was blocked all the time still is, unless it was taken back; and nothing is that nobody has blocked.</summary>
    private async Task MoveBlocksAsync(MembershipWorld world, HashSet<(Id<User> By, Id<User> Other)> surely, HashSet<(Id<User> By, Id<User> Other)> perhaps)
    {
        foreach (var (by, other) in perhaps)
        {
            var isThere = (await Store.Chats.FindAsync(DirectPair.Of(by, other), None))?.HasBlocked(by) == true;
            Assert.True(isThere || !surely.Contains((by, other)));
            if (isThere)
                world.Blocks.Add((by, other));
            else
                world.Blocks.Remove((by, other));
        }
    }

    /// <summary>Where nothing else happened, a marker is just where it was moved. Whoever came back meanwhile may have moved the one of now, or the one of before.</summary>
    private async Task MoveMarkersAsync(Place place, List<ModelChat> states, IReadOnlyList<(Step Step, Told Told)> marks, bool isAlone)
    {
        var (end, stored) = (states[^1], await FindChatAsync(place.Id!.Value));
        Assert.Equal((end.LastSequence, end.Title), (stored.LastSequence, stored.Title));
        Assert.Equal(
            end.Members.OrderBy(member => member.Key).Select(member => (member.Key, member.Value.Role, member.Value.Line, member.Value.SeesAll)),
            stored.Members.OrderBy(member => member.UserId).Select(member => (member.UserId, member.Role, member.Line, member.SeesAll)));
        foreach (var (user, member) in end.Members)
        {
            var asked = marks.Where(mark => mark.Step.By == user).Select(mark => Math.Min(mark.Step.Sequence, states[0].LastSequence)).Append(0).Max();
            var isSame = states.TrueForAll(state => state.Members.GetValueOrDefault(user)?.Line == member.Line);
            var (most, now) = (Math.Max(member.ReadUpTo, asked), stored.ReadUpTo(user));
            Assert.True(now == most || (!isSame && (now == member.ReadUpTo || marks.Any(mark => mark.Step.By == user && mark.Step.Sequence == now))),
                $"{user} has read up to {now}, not {most}, in {end}.");
            end = end with { Members = end.Members.SetItem(user, member with { ReadUpTo = now }) };
            if (isAlone)
                Assert.All(marks.Where(mark => mark.Step.By == user), mark => Assert.Equal(now, mark.Told.ReadUpTo));
        }

        place.Chat = end;
        place.Pinned.Clear();
        place.Pinned.UnionWith(stored.Pins.Select(pin => pin.MessageId));
    }

    private async Task<Told> TryAsync(UseCases calls, GroupCommitEngine node, Step step)
    {
        try
        {
            return await DoAsync(calls, node, step);
        }
        catch (AllmineException refusal) when (refusal is not StoreUnavailableException)
        {
            return new Told(refusal.Errors[0].Name);
        }
    }

    private async Task<Told> DoAsync(UseCases calls, GroupCommitEngine node, Step step)
    {
        var by = new ChatAuthority(step.By, step.IsOperator);
        switch (step.Kind)
        {
            case StepKind.Send:
                var extras = step.Mentions.Count > 0 ? new SendExtras(null, IsSilent: false, ReplyTo: null, step.Mentions) : null;
                await node.CommitAsync(new SendIntent(step.Id, step.By, step.ChatId, step.Subject, new TextDraft(MessageText.From("Merhaba"))) { Extras = extras });
                return new Told(Told.Done);
            case StepKind.Add:
                return await ChangeAsync(new AddMemberIntent(step.ChatId!.Value, by, step.Id, step.Subject!.Value, step.IsSet));
            case StepKind.Remove:
                return await ChangeAsync(new RemoveMemberIntent(step.ChatId!.Value, by, step.Id, step.Subject!.Value));
            case StepKind.SetRole:
                return await ChangeAsync(new SetRoleIntent(step.ChatId!.Value, by, step.Id, step.Subject!.Value, step.Role));
            case StepKind.SetTitle:
                return await ChangeAsync(new UpdateChatIntent(step.ChatId!.Value, by, step.Id, Change<string>.To(step.Title), default));
            case StepKind.Pin:
                var pinned = await node.CommitAsync(new PinIntent(await FindMessageAsync(step.Pinned!.Id), step.By, step.IsSet) { IsOperator = step.IsOperator });
                Assert.Equal(step.IsSet, pinned.Message.Life.PinnedAt is not null);
                return new Told(Told.Done);
            case StepKind.Read:
                return new Told(Told.Done, (await calls.SendAsync(step.By, new MarkReadCommand(step.ChatId!.Value.ToString(), step.Sequence))).Sequence);
            case StepKind.Block:
                await calls.SendAsync(step.By, new BlockUserCommand(step.Subject!.Value.ToString()));
                return new Told(Told.Done);
            default:
                await calls.SendAsync(step.By, new UnblockUserCommand(step.Subject!.Value.ToString()));
                return new Told(Told.Done);
        }

        async Task<Told> ChangeAsync(ChatIntent intent) => new((await node.CommitAsync(intent)).IsChange ? Told.Done : Told.Nothing);
    }

    /// <summary>All that has happened, as it reads now.</summary>
    private async Task<List<StoreEvent>> EventsAsync(EventPosition start)
    {
        var last = await SendAsync((await AddDirectChatAsync()).Id, 1);
        await using var reader = await FeedReader.OpenAsync(Store.Events, start);
        var events = new List<StoreEvent>();
        while (events.LastOrDefault() is not MessageCreated created || created.Message.GetReadable().Id != last[0].Id)
            events.Add((await reader.TakeAsync(1))[0].Event!);
        return events;
    }
}
