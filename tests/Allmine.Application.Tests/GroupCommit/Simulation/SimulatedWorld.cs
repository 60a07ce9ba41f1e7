using System.Text.Json;
using Allmine.Application.GroupCommit;
using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.GroupCommit.Intents.Alterations;
using Allmine.Application.GroupCommit.Intents.Chats;
using Allmine.Application.Ports.Store;
using Allmine.Application.Tests.Fakes;
using Allmine.Application.Tests.GroupCommit.Simulation.Faults;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Tests.GroupCommit.Simulation;

/// <summary>What all nodes and clients of a run share: time, chance, the store, and the record of what happened.</summary>
internal sealed class SimulatedWorld
{
    /// <summary>After which a send is given up; short, so that it happens often.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(300);

    /// <summary>After which the store itself gives up.</summary>
    public static readonly TimeSpan StoreLimit = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<Id<Chat>, List<(int Step, Dictionary<Id<User>, ChatRole> Members)>> memberships = [];
    private readonly Dictionary<Id<User>, List<(int Step, long Balance)>> balances = [];
    private readonly Dictionary<Id<Message>, List<(int Step, int Version)>> versions = [];
    private readonly Dictionary<Id<Message>, Message> sent = [];
    private readonly List<Task> background = [];
    private readonly Dictionary<object, TimeSpan> locks = [];
    private readonly HashSet<object> spoiled = [];
    private int step;

    public SimulatedWorld(int seed, InMemoryStore store)
    {
        Random = new Random(seed);
        Scheduler = new SimulationScheduler(Random, Time);
        Faults = new FaultRates(Random);
        Store = store;
        Users = [Samples.Ada, Samples.Bob, Samples.Cem, Samples.Eve];
        Groups = [Samples.Team, Samples.Two];
        Samples.Fill(store);
        foreach (var chat in store.Chats)
            memberships.Add(chat.Id, [(0, MembersOf(chat))]);
        foreach (var user in Users)
            balances.Add(user, [(0, 0)]);
        Nodes = [new SimulatedNode(this, 0), new SimulatedNode(this, 1)];
    }

    public Random Random { get; }

    public SimulatedTime Time { get; } = new();

    public SimulationScheduler Scheduler { get; }

    public FaultRates Faults { get; }

    public InMemoryStore Store { get; }

    public CountingIds Ids { get; } = new();

    public Trace Trace { get; } = new();

    public IReadOnlyList<Id<User>> Users { get; }

    public IReadOnlyList<Id<Chat>> Groups { get; }

    public SimulatedNode[] Nodes { get; }

    public List<Attempt> Attempts { get; } = [];

    public List<GrantAttempt> Grants { get; } = [];

    public List<BatchAttempt> Batches { get; } = [];

    public List<AlterationAttempt> Alterations { get; } = [];

    public List<ChatAttempt> ChatChanges { get; } = [];

    /// <summary>The messages as they were sent.</summary>
    public IReadOnlyDictionary<Id<Message>, Message> Sent => sent;

    /// <summary>Broken promises.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>The sorts of things that happened, to see that a run reaches them at all.</summary>
    public HashSet<string> Seen { get; } = [];

    public IReadOnlyList<Task> BackgroundTasks => background;

    /// <summary>Until the store goes on; completed while it does not stand still.</summary>
    public Task Thaw { get; private set; } = Task.CompletedTask;

    public bool Chance(int thousandths) => Random.Next(1000) < thousandths;

    public TimeSpan Milliseconds(int greatest) => TimeSpan.FromMicroseconds(Random.Next(greatest * 1000));

    public T OneOf<T>(IReadOnlyList<T> items) => items[Random.Next(items.Count)];

    public int NextStep() => ++step;

    public void Note(string line, string? sort = null)
    {
        Trace.Add($"{Time.Elapsed.TotalMilliseconds,9:F3} {line}");
        if (sort is not null)
            Seen.Add(sort);
    }

    public void Violation(string promise)
    {
        Violations.Add(promise);
        Trace.Add("VIOLATION: " + promise);
    }

    /// <summary>Goes on by itself; that it didn't fail is checked at the end.</summary>
    public void Background(Task task) => background.Add(task);

    /// <summary>Bounds so small that rounds are split, chats let go and deadlines missed within a few sends.</summary>
    public GroupCommitOptions EngineOptions() => new()
    {
        MaxRoundIntents = 1 + Random.Next(6),
        MaxRoundWeight = Random.Next(3) switch { 0 => 5 + Random.Next(60), 1 => 500 * Random.Next(8), _ => 200_000 },
        SecondRoundFrom = 1 + Random.Next(3),
        SecondRoundShare = Random.Next(5) / 4.0,
        ConflictsBeforeSplit = 1 + Random.Next(3),
        Deadline = Deadline,
        MaxPause = TimeSpan.FromMilliseconds(20),
        CacheBypass = TimeSpan.FromMilliseconds(Random.Next(30)),
        MaxCachedChatBytes = 540 * (2 + Random.Next(8)),
        MaxCachedWalletBytes = 128 * (2 + Random.Next(8)),
        Random = new Random(Random.Next()),
    };

    public InjectedFaultException Fault(string where)
    {
        Note($"a fault of {where}", $"fault of {where}");
        return new InjectedFaultException(where);
    }

    /// <summary>Of what is called often, and fails seldom.</summary>
    public void MayThrow(string where)
    {
        if (Faults.Observer > 0 && Random.Next(10_000) < Faults.Observer)
            throw Fault(where);
    }

    /// <summary>The store stands still for everybody, and goes on with what has reached it.</summary>
    public async Task FreezeAsync(TimeSpan duration)
    {
        Note($"the store stands still for {duration.TotalMilliseconds} ms", "frozen store");
        // Completed on this thread: what waits for it must not leave the scheduler.
        var thaw = new TaskCompletionSource();
        Thaw = thaw.Task;
        await Task.Delay(duration, Time);
        Note("the store goes on");
        thaw.SetResult();
    }

    /// <summary>A node has died in the midst of a commit: what it was to change is locked until somebody ends its transaction.</summary>
    public void LeaveLocks(ChangeSet changes)
    {
        Note($"a transaction with {changes.Messages.Count} messages is left behind", "left locks");
        var until = Time.Elapsed + Milliseconds(200);
        foreach (var thing in LockedBy(changes))
            locks[thing] = until;
    }

    /// <summary>Makes some record unreadable, as if a newer version had written it.</summary>
    public void Spoil()
    {
        switch (Random.Next(4))
        {
            case 0 when Store.IdempotencyRecords.Count > 0:
                var key = OneOf([.. Store.IdempotencyRecords.Keys]);
                Store.SpoilRecordOf(key);
                spoiled.Add(key);
                break;
            case 1 when Store.Messages.Count > 0:
                var message = OneOf(Store.Messages);
                Store.SpoilMessage(message.Id);
                spoiled.Add(message.Id);
                break;
            case 2:
                var user = OneOf(Users);
                Store.SpoilWallet(user);
                spoiled.Add(user);
                break;
            default:
                var chat = OneOf([.. Store.Chats]);
                Store.SpoilChat(chat.Id);
                spoiled.Add(chat.Id);
                break;
        }

        Note("a record is spoiled", "spoiled record");
    }

    /// <summary>Whether a record can't be read that the attempt may need.</summary>
    public bool NeedsSpoiled(MessageIntent intent)
    {
        if (intent.Key is { } key
            && (spoiled.Contains(key) || (Store.IdempotencyRecords.GetValueOrDefault(key) is { Message: { } sent } && spoiled.Contains(sent.Id))))
            return true;
        var chat = intent.ChatId is { } id ? Store.Chat(id) : null;
        // The one addressed, or whoever has been alone with the sender in the group.
        var receivers = intent.TargetUserId is { } target
            ? [target]
            : memberships.GetValueOrDefault(chat?.Id ?? default, [])
                .Where(entry => entry.Members.Count == 2 && entry.Members.ContainsKey(intent.Sender))
                .Select(entry => entry.Members.Keys.Single(member => member != intent.Sender));
        var pairs = Store.Chats.Where(other => receivers.Any(user => user != intent.Sender && other.Pair == DirectPair.Of(intent.Sender, user)));
        if ((intent.Extras?.ReplyTo is { } replyTo && spoiled.Contains(replyTo)) || pairs.Append(chat).OfType<Chat>().Any(other => spoiled.Contains(other.Id)))
            return true;
        var recipient = intent.TargetUserId ?? chat?.OtherThan(intent.Sender);
        return intent is TransferIntent && (spoiled.Contains(intent.Sender) || (recipient is { } other2 && spoiled.Contains(other2)));
    }

    public bool NeedsSpoiled(AlterationIntent intent)
    {
        var (message, user) = (intent.Read, intent.UserId!.Value);
        if (spoiled.Contains(message.Id) || spoiled.Contains(message.ChatId))
            return true;
        // As for a message: whoever has been alone with them in the group.
        var others = memberships[message.ChatId].Where(entry => entry.Members.Count == 2 && entry.Members.ContainsKey(user)).Select(entry => entry.Members.Keys.Single(member => member != user));
        var pairs = others.Select(other => DirectPair.Of(user, other)).ToHashSet();
        return Store.Chats.Any(chat => chat.Pair is { } pair && pairs.Contains(pair) && spoiled.Contains(chat.Id));
    }

    public bool NeedsSpoiled(ChatIntent intent, Id<User> subject) => spoiled.Contains(intent.ChatId)
        || (subject != intent.By.UserId && Store.Chats.Any(chat => spoiled.Contains(chat.Id) && chat.Pair == DirectPair.Of(intent.By.UserId, subject)));

    public bool NeedsSpoiled(GrantIntent intent) => spoiled.Contains(intent.Key!.Value) || spoiled.Contains(intent.Grant.RecipientId);

    /// <summary>The one place where the store is written to by a round: what must be true at that moment is checked here.</summary>
    public CommitResult Commit(SimulatedNode node, ChangeSet changes)
    {
        if (LockedBy(changes).Any(thing => locks.TryGetValue(thing, out var until) && until > Time.Elapsed))
        {
            Note($"node {node.Number} meets a lock");
            return CommitResult.Conflict;
        }

        // Of the round itself nothing is there yet: a reply to what the round deletes comes before that.
        var repliesToDeleted = changes.Messages.FindAll(message => message.Attributes.ReplyTo is { } reply && Store.Messages.Any(other => other.Id == reply.Id && other.IsDeleted));
        var result = Store.Commit(changes);
        Note($"node {node.Number} commits {changes.Messages.Count} and {changes.Alterations.Count} alterations: {result}", result switch
        {
            CommitResult.Conflict => "conflict",
            CommitResult.UsedKey => "used key",
            _ => null,
        });
        if (result != CommitResult.Committed)
            return result;

        if (changes.Messages.Count > 1)
            Seen.Add("round of several");
        foreach (var change in changes.Chats.Where(change => change.IsNew))
        {
            Seen.Add("new direct chat");
            memberships.TryAdd(change.Chat.Id, [(NextStep(), MembersOf(change.Chat))]);
        }

        if (changes.Alterations.Count > 1)
            Seen.Add("round of several alterations");
        if (changes.Alterations.Count > 0 && changes.Messages.Count > 0)
            Seen.Add("mixed round");
        foreach (var message in repliesToDeleted)
            Violation($"message {message.Id} answers one that was deleted at the commit");
        if (changes.ChatAlterations.Count > 1)
            Seen.Add("round of several changes");
        // One after the other, as they are numbered: who is removed may have sent before, in the very round.
        var inOrder = changes.Messages.Select(message => (Change: message.SentChange, What: (object)message))
            .Concat(changes.Alterations.Select(write => (write.Alteration.Change, What: (object)write)))
            .Concat(changes.ChatAlterations.Select(write => (write.Alteration.Change, What: (object)write)));
        foreach (var (_, what) in inOrder.OrderBy(change => change.Change))
            Check(what);

        foreach (var entry in changes.LedgerEntries.Where(entry => entry.OwnerId != Wallet.SystemOwner))
        {
            if (entry.BalanceAfter < 0)
                Violation($"entry {entry.Number} of {entry.OwnerId} leaves {entry.BalanceAfter}");
            balances[entry.OwnerId].Add((NextStep(), entry.BalanceAfter));
        }

        return result;
    }

    private void Check(object what)
    {
        switch (what)
        {
            case Message message:
                sent[message.Id] = message;
                versions[message.Id] = [(NextStep(), 1)];
                if (message.Kind != MessageKind.System && !memberships[message.ChatId][^1].Members.ContainsKey(message.SenderId))
                    Violation($"message {message.Id} was let in, though its sender was not a member at the commit");
                break;
            case AlterationWrite write:
                if (write.Alteration.UserId is { } user && !memberships[write.Alteration.ChatId][^1].Members.ContainsKey(user))
                    Violation($"message {write.After.Id} was altered by {user}, who was not a member at the commit");
                versions[write.After.Id].Add((NextStep(), write.After.Life.Version));
                break;
            case ChatAlterationWrite write:
                Check(write);
                break;
        }
    }

    /// <summary>Whoever changes a chat may do so at that very moment, and an owner is left.</summary>
    private void Check(ChatAlterationWrite write)
    {
        var before = memberships[write.Chat.Id][^1].Members;
        var line = sent[write.Alteration.MessageId];
        using var metadata = JsonDocument.Parse(line.Attributes.Metadata!);
        var given = metadata.RootElement.TryGetProperty("role", out var name) ? ChatRoleNames.Parse(name.GetString()) : null;
        ChatRole? role = before.TryGetValue(line.SenderId, out var own) ? own : null;
        var after = new Dictionary<Id<User>, ChatRole>(before);
        var isRight = write.Event switch
        {
            ChatEvent.Updated => role >= ChatRole.Admin,
            ChatEvent.MemberAdded => role >= ChatRole.Admin && after.TryAdd(write.UserId!.Value, given!.Value) && given == ChatRole.Member,
            ChatEvent.MemberRemoved => role >= (before.GetValueOrDefault(write.UserId!.Value) == ChatRole.Owner ? ChatRole.Owner : ChatRole.Admin) && after.Remove(write.UserId.Value),
            ChatEvent.MemberLeft => write.UserId == line.SenderId && after.Remove(line.SenderId),
            _ => (role == ChatRole.Owner || (write.UserId == line.SenderId && given < role)) && before.ContainsKey(write.UserId!.Value),
        };
        if (write.Event == ChatEvent.RoleChanged)
            after[write.UserId!.Value] = given!.Value;
        if (!isRight)
            Violation($"the change {line.Attributes.Metadata} by {line.SenderId} was not theirs to make at the commit");
        if (after.Count > 0 && !after.ContainsValue(ChatRole.Owner))
            Violation($"the change {line.Attributes.Metadata} leaves no owner");
        memberships[write.Chat.Id].Add((NextStep(), after));
    }

    /// <summary>Changes the members of one of the round's groups, just before the round commits.</summary>
    public void Intrude(ChangeSet changes)
    {
        if (changes.Chats.Find(change => change.Chat.Kind == ChatKind.Group) is { } change)
            ChangeMembers(change.Chat.Id);
    }

    /// <summary>Lets a user in or out. Sometimes neither: the revision alone changes, as when what members may do does.</summary>
    public void ChangeMembers(Id<Chat> id)
    {
        var members = MembersOf(Store.Chat(id)!).Keys.ToHashSet();
        var user = OneOf(Users);
        if (Random.Next(4) > 0 && (!members.Remove(user) || members.Count == 0))
            members.Add(user);
        Store.SetMembers(id, Users.Where(members.Contains));
        memberships[id].Add((NextStep(), MembersOf(Store.Chat(id)!)));
        Note($"members of {id.ToString()[^8..]}: {members.Count}, {(members.Contains(user) ? "with" : "without")} {user.ToString()[^2..]}");
    }

    public void ReplaceNode()
    {
        var number = Random.Next(Nodes.Length);
        Nodes[number].Die();
        Nodes[number] = new SimulatedNode(this, number);
    }

    /// <summary>Whether the user was in the chat at every moment between the two.</summary>
    public bool WasMemberThroughout(Id<Chat> id, Id<User> user, int from, int to) => WasThroughout(id, from, to, members => members.ContainsKey(user));

    /// <summary>Whether the user has come into the chat after that message, at some moment.</summary>
    public bool HasComeAfter(Id<Chat> id, Id<User> user, long sequence) => Store.Messages.Any(line => line.ChatId == id && line.Sequence > sequence
        && line.Kind == MessageKind.System && line.Attributes.Metadata!.Contains($"member.added\",\"userId\":\"{user}", StringComparison.Ordinal));

    /// <summary>Whether something was true of the chat's members at every moment between the two.</summary>
    public bool WasThroughout(Id<Chat> id, int from, int to, Func<IReadOnlyDictionary<Id<User>, ChatRole>, bool> isTrue)
    {
        var changes = memberships[id];
        var first = changes.FindLastIndex(change => change.Step <= from);
        return changes.Skip(Math.Max(first, 0)).TakeWhile(change => change.Step <= to).All(change => isTrue(change.Members));
    }

    /// <summary>Whether the user was an admin of the group, or more, at every moment between the two.</summary>
    public bool WasAdminThroughout(Id<Chat> id, Id<User> user, int from, int to) =>
        WasThroughout(id, from, to, members => members.TryGetValue(user, out var role) && role >= ChatRole.Admin);

    /// <summary>Whether the message had another version at some moment between the two, within rounds too.</summary>
    public bool HadOtherVersion(Id<Message> id, int version, int from, int to)
    {
        var changes = versions[id];
        var first = changes.FindLastIndex(change => change.Step <= from);
        return changes.Skip(Math.Max(first, 0)).TakeWhile(change => change.Step <= to).Any(change => change.Version != version);
    }

    /// <summary>The least balance that the user had at any moment between the two, within rounds too.</summary>
    public long LeastBalance(Id<User> user, int from, int to)
    {
        var changes = balances[user];
        var first = changes.FindLastIndex(change => change.Step <= from);
        return changes.Skip(first).TakeWhile(change => change.Step <= to).Min(change => change.Balance);
    }

    private static Dictionary<Id<User>, ChatRole> MembersOf(Chat chat) => chat.Members.ToDictionary(member => member.UserId, member => member.Role);

    private static IEnumerable<object> LockedBy(ChangeSet changes) =>
        changes.Chats.Select(change => (object)change.Chat.Id).Concat(changes.Wallets.Select(change => (object)change.Wallet.Owner));
}
