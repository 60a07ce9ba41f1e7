using Allmine.Application.GroupCommit.Intents.Alterations;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Tests.GroupCommit.Simulation;

/// <summary>
/// Holds what became of the messages of a run against what is promised: each change of a chat has the next number, each alteration is there once and
/// leads from one state of its message to the next, and what was answered is what is stored.
/// </summary>
/// <param name="world">The run, at rest.</param>
internal sealed class AlterationCheck(SimulatedWorld world)
{
    private readonly ILookup<Id<Message>, MessageAlteration> alterations = world.Store.Alterations
        .Where(alteration => alteration.Kind != AlterationKind.ChatChanged)
        .ToLookup(alteration => alteration.MessageId);
    private readonly Dictionary<Id<Message>, List<MessageVersion>> versions = [];

    public void Run()
    {
        foreach (var chat in world.Store.Chats)
            Numbers(chat);
        foreach (var message in world.Store.Messages)
            Message(message);
        foreach (var attempt in world.Alterations)
            Answer(attempt);
    }

    private void Numbers(Chat chat)
    {
        var ofChat = world.Store.Alterations.Where(alteration => alteration.ChatId == chat.Id).ToList();
        var changes = world.Store.Messages.Where(message => message.ChatId == chat.Id).Select(message => message.SentChange)
            .Concat(ofChat.Select(alteration => alteration.Change))
            .Order()
            .ToList();
        if (!changes.SequenceEqual(Enumerable.Range(1, changes.Count).Select(n => (long)n)))
            world.Violation($"chat {chat.Id} has the changes {string.Join(' ', changes)}");
        if (chat.LastChange != changes.Count)
            world.Violation($"chat {chat.Id} counts {chat.LastChange} changes and has {changes.Count}");
        if (!ofChat.Select(alteration => alteration.Ordinal).Order().SequenceEqual(Enumerable.Range(1, ofChat.Count).Select(n => (long)n)))
            world.Violation($"the alterations of chat {chat.Id} have gaps or doubles");

        var pins = new List<Id<Message>>();
        foreach (var alteration in ofChat)
        {
            if (alteration.Kind == AlterationKind.Pinned)
                pins.Add(alteration.MessageId);
            else if (alteration.Kind is AlterationKind.Unpinned or AlterationKind.Deleted)
                pins.Remove(alteration.MessageId);
        }

        if (!pins.SequenceEqual(chat.Pins.Select(pin => pin.MessageId)))
            world.Violation($"the pins of chat {chat.Id} are not those that were put");
    }

    /// <summary>The message is what its alterations make of it, one after the other, and each of them changes something.</summary>
    private void Message(Message message)
    {
        var (edits, isDeleted, isPinned) = (0, false, false);
        var reactions = new HashSet<(Id<User>, string)>();
        foreach (var alteration in alterations[message.Id])
        {
            world.Seen.Add($"{alteration.Kind}");
            var changes = alteration.Kind switch
            {
                AlterationKind.Edited => ++edits > 0 && !isDeleted,
                AlterationKind.Deleted => !isDeleted,
                AlterationKind.Reacted => !isDeleted && reactions.Add((alteration.UserId!.Value, alteration.Emoji!)),
                AlterationKind.Unreacted => reactions.Remove((alteration.UserId!.Value, alteration.Emoji!)),
                AlterationKind.Pinned => !isDeleted && !isPinned,
                AlterationKind.Unpinned => isPinned,
                _ => false,
            };
            if (!changes)
                world.Violation($"message {message.Id} has been {alteration.Kind} where that changes nothing, or can't be");
            isPinned = alteration.Kind == AlterationKind.Pinned || (isPinned && alteration.Kind is not (AlterationKind.Unpinned or AlterationKind.Deleted));
            isDeleted |= alteration.Kind == AlterationKind.Deleted;
            if (isDeleted)
                reactions.Clear();
        }

        // The store in memory answers at once.
        versions[message.Id] = [.. world.Store.ChangeRepository.PastVersionsAsync(message.Id, 0, int.MaxValue, default).GetAwaiter().GetResult(), message.CurrentVersion];
        var present = message.Life.Reactions.SelectMany(reaction => reaction.Reactors.Select(reactor => (reactor.UserId, reaction.Emoji)));
        var isWhole = message.Life.Version == 1 + edits
            && message.IsDeleted == isDeleted
            && message.Life.PinnedAt is not null == isPinned
            && message.Life.Change == alterations[message.Id].LastOrDefault()?.Change
            && reactions.SetEquals(present)
            && versions[message.Id].Count == (isDeleted ? 1 : 1 + edits);
        if (!isWhole)
            world.Violation($"message {message.Id} is not what its alterations make of it");
        if (isDeleted && (message.Content is not null || message.Media is not null || versions[message.Id].Exists(version => version.Content is not null)))
            world.Violation($"message {message.Id} is deleted, and something of it is left");
        if (isDeleted && (message.Transfer is not null || world.Store.Erasures.Count(erasure => erasure.MessageId == message.Id) != 1))
            world.Violation($"message {message.Id} is deleted, and not entered as such");
    }

    private void Answer(AlterationAttempt attempt)
    {
        if (!attempt.HasEnded)
            world.Violation($"there was no answer: {attempt}");
        else if (attempt.Receipt is { } receipt)
            Receipt(attempt, receipt);
        else if (attempt.Refusal is { } refusal)
            Refusal(attempt, refusal);
        else if (!attempt.IsUnknown)
            world.Violation($"an error that callers are not told of: {attempt.Error}");
    }

    private void Receipt(AlterationAttempt attempt, Message receipt)
    {
        world.Seen.Add("alteration");
        var stored = world.Store.Messages.First(message => message.Id == receipt.Id);
        var isDone = attempt.Intent switch
        {
            EditIntent => receipt.Content == attempt.Words,
            DeleteIntent => receipt.IsDeleted,
            ReactionIntent reaction => receipt.Life.Reactions.Any(kind => kind.Emoji == reaction.Reaction && kind.IsBy(reaction.Reactor)) == reaction.IsSet,
            PinIntent pin => receipt.Life.PinnedAt is not null == pin.IsSet,
            _ => false,
        };
        if (!isDone)
            world.Violation($"what was acknowledged is not what was asked for: {attempt}");
        if (receipt.Life.Change is { } change && !alterations[receipt.Id].Any(alteration => alteration.Change == change))
            world.Violation($"the alteration that was acknowledged is not there: {attempt}");
        if (!stored.IsDeleted && versions[receipt.Id].ElementAtOrDefault(receipt.Life.Version - 1)?.Content != receipt.Content)
            world.Violation($"the words that were acknowledged are not there: {attempt}");
        if (receipt.Life.Change == stored.Life.Change && (receipt.Content != stored.Content || receipt.IsDeleted != stored.IsDeleted))
            world.Violation($"what was acknowledged is not what is stored: {attempt}");
    }

    private void Refusal(AlterationAttempt attempt, string code)
    {
        world.Seen.Add($"altering: {code}");
        var (chat, user) = (attempt.Intent.Read.ChatId, attempt.Intent.UserId!.Value);
        var isSender = user == attempt.Intent.Read.SenderId;
        var isGroup = world.Groups.Contains(chat);
        var isRight = code switch
        {
            "message.not_found" => !world.WasMemberThroughout(chat, user, attempt.StartStep, attempt.EndStep)
                || world.HasComeAfter(chat, user, attempt.Intent.Read.Sequence),
            "auth.forbidden" => !isSender && (attempt.Intent is EditIntent || (attempt.Intent is DeleteIntent && !isGroup)),
            "chat.role_required" => isGroup && attempt.Intent is PinIntent or DeleteIntent && !world.WasAdminThroughout(chat, user, attempt.StartStep, attempt.EndStep),
            "message.immutable" => attempt.Intent.Read is { Transfer: not null } or { Kind: MessageKind.System } && attempt.Intent is EditIntent or DeleteIntent,
            "message.deleted" => alterations[attempt.Intent.Read.Id].Any(alteration => alteration.Kind == AlterationKind.Deleted),
            "message.version_conflict" => attempt.Intent is EditIntent { Edit.ExpectedVersion: { } expected }
                && world.HadOtherVersion(attempt.Intent.Read.Id, expected, attempt.StartStep, attempt.EndStep),
            "record.unreadable" => world.NeedsSpoiled(attempt.Intent),
            _ => false,
        };
        if (!isRight)
            world.Violation($"there was no reason to refuse: {attempt}");
        if (attempt.Words is { } words && versions[attempt.Intent.Read.Id].Exists(version => version.Content == words)
            && !world.Alterations.Exists(other => other.Words == words && other.Refusal is null))
            world.Violation($"a refused edit was written: {attempt}");
    }
}
