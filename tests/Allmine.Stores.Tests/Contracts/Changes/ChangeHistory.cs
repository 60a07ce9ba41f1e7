using System.Collections.Concurrent;
using System.Collections.Immutable;
using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Stores.Tests.Contracts.Changes;

/// <summary>
/// What was told of each change, by whomever: answers, pages, lists of changes, events. All must have told the same of it, but that whoever tells of the past may tell
/// of a message that was deleted since as the tombstone with that number. From that, the state of any change follows.
/// </summary>
internal sealed class ChangeHistory
{
    private readonly ConcurrentQueue<(string By, ToldMessage Message, bool TellsPast)> told = [];
    private readonly Dictionary<(Id<Chat>, long Change), ToldMessage> changes = [];
    private readonly Dictionary<Id<Chat>, List<ImmutableDictionary<long, ToldMessage>>> states = [];

    /// <summary>Notes what somebody was told. Any thread may call it.</summary>
    /// <param name="by">What told it.</param>
    /// <param name="message">What it told.</param>
    /// <param name="tellsPast">Whether it tells of messages as they were, and not as they are.</param>
    public void Note(string by, ToldMessage message, bool tellsPast = false) => told.Enqueue((by, message, tellsPast));

    /// <summary>What is known of a chat's messages by now.</summary>
    public IEnumerable<ToldMessage> Of(Id<Chat> chat) => told.Select(item => item.Message).Where(message => message.ChatId == chat);

    /// <summary>Puts together what was told, once nothing happens any more.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="lastChange">The number of its last change.</param>
    public void Close(Id<Chat> chat, long lastChange)
    {
        var all = told.Where(item => item.Message.ChatId == chat).ToList();
        var tombstones = all.Where(item => item.Message.IsDeleted).GroupBy(item => item.Message.Sequence).ToDictionary(same => same.Key, same => same.MaxBy(item => item.Message.Change).Message);
        foreach (var (by, message, _) in all.OrderBy(item => IsErased(item.Message, tombstones)))
        {
            Assert.InRange(message.Change, 1, lastChange);
            if (!changes.TryAdd((chat, message.Change), message) && !IsErased(message, tombstones))
                AssertSame(changes[(chat, message.Change)], message, by);
        }

        List<ImmutableDictionary<long, ToldMessage>> reached = [ImmutableDictionary<long, ToldMessage>.Empty];
        for (var change = 1L; change <= lastChange; change++)
        {
            Assert.True(changes.TryGetValue((chat, change), out var message), $"Nobody was told of change {change}.");
            reached.Add(reached[^1].SetItem(message.Sequence, message));
        }

        states.Add(chat, reached);
        foreach (var (by, message, tellsPast) in all.Where(item => IsErased(item.Message, tombstones)))
            Assert.True(tellsPast && IsPastOf(message), $"{by} told of a deleted message as {message}.");
    }

    /// <summary>The messages by their numbers, as of that change.</summary>
    public ImmutableDictionary<long, ToldMessage> StateAt(Id<Chat> chat, long change) => states[chat][(int)change];

    public ImmutableDictionary<long, ToldMessage> EndOf(Id<Chat> chat) => states[chat][^1];

    /// <summary>Whether just that was told of the change. Of a message that is deleted in the end, the tombstone with the number of the change may stand in its place.</summary>
    public bool IsTrue(ToldMessage message, bool mayBeErased) =>
        changes.TryGetValue((message.ChatId, message.Change), out var known) && (known == message || (mayBeErased && IsPastOf(message)));

    /// <summary>Whether it is what is told of the past of a message that is deleted in the end.</summary>
    public bool IsPastOf(ToldMessage message) =>
        EndOf(message.ChatId).GetValueOrDefault(message.Sequence) is { IsDeleted: true } tombstone && message == tombstone with { Change = message.Change };

    private static bool IsErased(ToldMessage message, Dictionary<long, ToldMessage> tombstones) => message.IsDeleted && message.Change < tombstones[message.Sequence].Change;

    private static void AssertSame(ToldMessage known, ToldMessage message, string by) => Assert.True(known == message, $"{by} told {message}, and others {known}.");
}
