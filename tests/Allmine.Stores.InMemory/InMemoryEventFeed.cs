using System.Globalization;
using System.Runtime.CompilerServices;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Stores.InMemory;

/// <summary>All events there were, in their order. A position is the number of the last event before it.</summary>
internal sealed class InMemoryEventFeed(Lock gate, InMemoryMessages messages) : IEventFeed
{
    private const int PositionLength = 16;

    private readonly List<StoreEvent> events = [];

    /// <summary>There while somebody waits for the next event.</summary>
    private TaskCompletionSource? waiting;

    /// <summary>Adds what a commit leads to. A chat's members are those that the commit was decided on.</summary>
    public void Add(ChangeSet changes)
    {
        var recipients = new Dictionary<Id<Chat>, IReadOnlyCollection<Id<User>>>();
        foreach (var change in changes.Chats)
            recipients[change.Chat.Id] = MembersOf(change.Chat);
        foreach (var change in InOrder(changes))
        {
            events.Add(change switch
            {
                Message message => new MessageCreated(message, recipients[message.ChatId]),
                AlterationWrite { Alteration: var alteration } write => new MessageAltered(
                    write.After, alteration.Kind, alteration.UserId, alteration.Emoji, recipients[alteration.ChatId]),
                _ => throw new InvalidOperationException(),
            });
        }

        events.AddRange(changes.Wallets.Select(change => change.Wallet).Where(wallet => wallet.Owner != Wallet.SystemOwner)
            .Select(wallet => new CreditsChanged(wallet.Owner, wallet.Balance)));
        Tell();
    }

    public void AddUpdated(Message message, Chat chat)
    {
        events.Add(new MessageUpdated(message, MembersOf(chat)));
        Tell();
    }

    public void AddDelivered(Chat chat, Id<User> userId, long sequence)
    {
        events.Add(new MessageDelivered(chat.Id, userId, sequence, MembersOf(chat)));
        Tell();
    }

    public void AddRead(Chat chat, Id<User> reader, long sequence)
    {
        events.Add(new MessageRead(chat.Id, reader, sequence, MembersOf(chat)));
        Tell();
    }

    public int UsualLength => PositionLength;

    public bool IsPosition(string text) => text.Length == PositionLength && text.All(char.IsAsciiHexDigitLower);

    public bool IsWithinReach(EventPosition position, EventPosition now) => true;

    public IAsyncEnumerable<FeedItem> ReadAroundAsync(EventPosition position, CancellationToken cancellationToken) => ReadAsync(position, cancellationToken);

    public async IAsyncEnumerable<FeedItem> ReadAsync(EventPosition? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = Begin(after);
        yield return new FeedItem(PositionOf(position));
        while (true)
        {
            var (next, change) = Next(position);
            if (next is not null)
                yield return new FeedItem(PositionOf(++position), next);
            else
                await change.WaitAsync(cancellationToken);
        }
    }

    private int Begin(EventPosition? after)
    {
        lock (gate)
        {
            if (after is null)
                return events.Count;
            return ulong.TryParse(after.Value.Text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) && number <= (ulong)events.Count
                ? (int)number
                : throw new PositionLostException();
        }
    }

    /// <summary>The next event, or else what will be done when there is one.</summary>
    private (StoreEvent? Event, Task Change) Next(int position)
    {
        lock (gate)
        {
            if (position < events.Count)
                return (Read(events[position]), Task.CompletedTask);
            waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (null, waiting.Task);
        }
    }

    private StoreEvent Read(StoreEvent happened) => happened switch
    {
        MessageCreated { Message.Readable: { } message } created => created with { Message = messages.ReadAsOf(message) },
        MessageAltered { Message.Readable: { } message } altered => altered with { Message = messages.ReadAsOf(message) },
        MessageUpdated { Message.Readable: { } message } updated => updated with { Message = messages.ReadAsOf(message) },
        _ => happened,
    };

    /// <summary>The messages and alterations of a commit, those of each chat by the number of the change.</summary>
    private static IEnumerable<object> InOrder(ChangeSet changes)
    {
        var alterations = changes.Alterations.ToList();
        foreach (var message in changes.Messages)
        {
            foreach (var earlier in alterations.FindAll(write => write.Alteration.ChatId == message.ChatId && write.Alteration.Change < message.SentChange))
            {
                alterations.Remove(earlier);
                yield return earlier;
            }

            yield return message;
        }

        foreach (var rest in alterations)
            yield return rest;
    }

    private void Tell()
    {
        waiting?.SetResult();
        waiting = null;
    }

    private static Id<User>[] MembersOf(Chat chat) => [.. chat.Members.Select(member => member.UserId)];

    private static EventPosition PositionOf(int number) => new(number.ToString($"x{PositionLength}", CultureInfo.InvariantCulture));
}
