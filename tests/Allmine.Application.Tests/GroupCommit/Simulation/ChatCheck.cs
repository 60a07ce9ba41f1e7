using Allmine.Application.GroupCommit.Intents.Chats;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Messages;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Tests.GroupCommit.Simulation;

/// <summary>
/// Holds the changes of chats of a run against what is promised: what was answered is what is stored, what was refused had a reason, and each member
/// finds and hears of what is theirs and nothing else.
/// </summary>
/// <param name="world">The run, at rest.</param>
internal sealed class ChatCheck(SimulatedWorld world)
{
    private readonly Dictionary<Id<Message>, Message> stored = world.Store.Messages.ToDictionary(message => message.Id);

    public void Run()
    {
        foreach (var attempt in world.ChatChanges)
            Answer(attempt);
        var heard = Events();
        foreach (var chat in world.Store.Chats)
        {
            Numbers(chat);
            foreach (var member in chat.Members)
                State(chat, member, heard);
        }
    }

    private void Answer(ChatAttempt attempt)
    {
        var line = stored.GetValueOrDefault(attempt.Intent.LineId);
        if (line is not null && (line.Kind != MessageKind.System || line.ChatId != attempt.Intent.ChatId || line.SenderId != attempt.Intent.By.UserId))
            world.Violation($"the line is not that of its change: {attempt}");
        if (!attempt.HasEnded)
            world.Violation($"there was no answer: {attempt}");
        else if (attempt.Receipt is { } receipt && receipt.IsChange != line is not null)
            world.Violation($"what was acknowledged is not what is there: {attempt}");
        else if (attempt.Refusal is not null && line is not null)
            world.Violation($"a change was refused and written: {attempt}");
        else if (attempt.Refusal is { } refusal && !IsRight(attempt, refusal))
            world.Violation($"there was no reason to refuse: {attempt}");
        else if (attempt is { Receipt: null, Refusal: null, IsUnknown: false })
            world.Violation($"an error that callers are not told of: {attempt.Error}");
        if (attempt.Receipt is { IsChange: true })
            world.Seen.Add(attempt.Intent.GetType().Name);
        if (attempt.Refusal is { } code)
            world.Seen.Add($"changing: {code}");
    }

    private bool IsRight(ChatAttempt attempt, string code)
    {
        var (chat, by, from, to) = (attempt.Intent.ChatId, attempt.Intent.By.UserId, attempt.StartStep, attempt.EndStep);
        var subject = attempt.Intent switch
        {
            RemoveMemberIntent remove => remove.UserId,
            SetRoleIntent role => role.UserId,
            AddMemberIntent add => add.UserId,
            _ => by,
        };
        return code switch
        {
            "chat.not_a_member" => !world.WasThroughout(chat, from, to, members => members.ContainsKey(by)),
            "chat.role_required" => !world.WasThroughout(chat, from, to, members => members.TryGetValue(by, out var role)
                && role >= (attempt.Intent is SetRoleIntent or RemoveMemberIntent ? ChatRole.Owner : ChatRole.Admin)),
            "chat.last_owner" => attempt.Intent is RemoveMemberIntent or SetRoleIntent
                && !world.WasThroughout(chat, from, to, members => members.GetValueOrDefault(subject) != ChatRole.Owner || members.Values.Count(role => role == ChatRole.Owner) > 1),
            "validation.userId.not_a_member" => attempt.Intent is SetRoleIntent && !world.WasThroughout(chat, from, to, members => members.ContainsKey(subject)),
            "record.unreadable" => world.NeedsSpoiled(attempt.Intent, subject),
            _ => false,
        };
    }

    private void Numbers(Chat chat)
    {
        var own = world.Store.Alterations.Where(alteration => alteration.ChatId == chat.Id && alteration.Kind == AlterationKind.ChatChanged).ToList();
        var lines = world.Store.Messages.Where(message => message.ChatId == chat.Id && message.Kind == MessageKind.System).ToList();
        if (!own.Select(alteration => (alteration.MessageId, alteration.Change)).SequenceEqual(lines.Select(line => (line.Id, line.SentChange + 1))))
            world.Violation($"the lines of chat {chat.Id} are not those of its changes");
        if (chat.OwnChange != (own.LastOrDefault()?.Change ?? 0))
            world.Violation($"chat {chat.Id} says that its own last change is {chat.OwnChange}");
        if (chat is { Kind: ChatKind.Group, Members.Count: > 0 } && !chat.Members.Any(member => member.Role == ChatRole.Owner))
            world.Violation($"chat {chat.Id} has no owner");
    }

    /// <summary>The messages by pages, by changes, and by events are the same, from the member's own line on, or all.</summary>
    private void State(Chat chat, Member member, List<StoreEvent> heard)
    {
        var expected = world.Store.Messages.Where(message => message.ChatId == chat.Id && message.Sequence >= member.SeesFrom).ToList();
        var pages = world.Store.MessageRepository.PageAsync(chat.Id, new HistoryWindow(null, null, int.MaxValue) { SeesFrom = member.SeesFrom }, default).GetAwaiter().GetResult();
        if (!pages.Select(message => message.Readable).SequenceEqual(expected.AsEnumerable().Reverse()))
            world.Violation($"member {member.UserId} of chat {chat.Id} finds other messages in pages");
        var altered = world.Store.ChangeRepository.AlteredAsync(chat.Id, 0, member.SeesFrom, int.MaxValue, default).GetAwaiter().GetResult();
        var unaltered = world.Store.ChangeRepository.UnalteredAsync(chat.Id, Math.Max(0, member.SeesFrom - 1), long.MaxValue, int.MaxValue, default).GetAwaiter().GetResult();
        if (!altered.Concat(unaltered).OrderBy(message => message.Sequence).Select(message => message.Readable).SequenceEqual(expected))
            world.Violation($"member {member.UserId} of chat {chat.Id} finds other messages in changes");

        // That they went, before they came back, is told to them alone.
        var from = Math.Max(1, member.LineChange);
        var own = heard.Where(happened => happened.Recipients.Contains(member.UserId) && !(ChangeOf(happened, chat.Id) < from && IsGoing(happened, member.UserId)));
        var numbers = own.Select(happened => ChangeOf(happened, chat.Id)).Where(change => change > 0).ToList();
        if (!numbers.SequenceEqual(Enumerable.Range(0, (int)(chat.LastChange - from + 1)).Select(step => from + step)))
            world.Violation($"member {member.UserId} of chat {chat.Id} hears of the changes {string.Join(' ', numbers)} from {from} to {chat.LastChange}");
        var unseen = heard.OfType<MessageAltered>().Where(change => change.Message.ChatId == chat.Id && change.Unseeing.Contains(member.UserId) == member.Sees(change.Message.Sequence));
        if (unseen.Any(change => change.Recipients.Contains(member.UserId)))
            world.Violation($"member {member.UserId} of chat {chat.Id} hears of what they do not see");
        if (member.Line > 0)
            world.Seen.Add(member.SeesAll ? "joined with all" : "joined");
    }

    private static bool IsGoing(StoreEvent happened, Id<User> user) => happened is ChatChanged { Event: ChatEvent.MemberRemoved or ChatEvent.MemberLeft, UserId: { } gone } && gone == user;

    private static long ChangeOf(StoreEvent happened, Id<Chat> chat) => happened switch
    {
        MessageCreated created when created.Message.ChatId == chat => created.Message.Change,
        MessageAltered altered when altered.Message.ChatId == chat => altered.Message.Change,
        ChatChanged changed when changed.Chat.Id == chat => changed.Chat.Change,
        _ => 0,
    };

    /// <summary>All events of the run, as they read at its end. The store in memory answers at once, until there are no more.</summary>
    private List<StoreEvent> Events()
    {
        var events = new List<StoreEvent>();
        using var end = new CancellationTokenSource();
        var feed = world.Store.Events.ReadAsync(new EventPosition(new string('0', 16)), end.Token).GetAsyncEnumerator(end.Token);
        while (feed.MoveNextAsync().AsTask() is { IsCompletedSuccessfully: true, Result: true })
        {
            if (feed.Current.Event is { } happened)
                events.Add(happened);
        }

        end.Cancel();
        return events;
    }
}
