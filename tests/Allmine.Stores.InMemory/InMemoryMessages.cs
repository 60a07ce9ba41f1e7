using Allmine.Application.Ports.Messages;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Stores.InMemory;

/// <summary>The messages, in the order in which they were committed.</summary>
internal sealed class InMemoryMessages(Lock gate) : IMessageRepository
{
    private readonly List<Message> messages = [];
    private readonly HashSet<Id<Message>> identifiers = [];
    private readonly Spoiled<Id<Message>> spoiled = new("message");

    public IReadOnlyList<Message> All => messages;

    public bool Has(Id<Message> id) => identifiers.Contains(id);

    public void Put(Message message)
    {
        messages.Add(message);
        identifiers.Add(message.Id);
    }

    /// <summary>Gives every message of a film that has no thumbnail this one.</summary>
    /// <returns>Those messages.</returns>
    public List<Message> ShowThumbnail(string film, string thumbnail)
    {
        var shown = new List<Message>();
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i] is not { Media: { ThumbnailKey: null } media } message || media.Key != film)
                continue;
            var header = new MessageHeader(message.Id, message.ChatId, message.Sequence, message.SenderId, message.CreatedAt) { Attributes = message.Attributes };
            messages[i] = Message.Restore(message.Kind, header, message.Content, media with { ThumbnailKey = thumbnail }, message.Transfer);
            shown.Add(messages[i]);
        }

        return shown;
    }

    public void Remove(Id<Message> id)
    {
        messages.RemoveAll(message => message.Id == id);
        identifiers.Remove(id);
    }

    public void RestoreSpoiled() => spoiled.Clear();

    /// <summary>From now on the message can't be read.</summary>
    public void Spoil(Id<Message> id) => spoiled.Add(id);

    /// <exception cref="UnreadableRecordException">The message's record can't be read.</exception>
    public void Check(Id<Message> id) => spoiled.Check(id);

    public StoredMessage Read(Message message) => spoiled.Contains(message.Id)
        ? new StoredMessage(new UnreadableMessage(message.Id, message.ChatId, message.Sequence, message.CreatedAt))
        : message;

    public Task<StoredMessage?> FindAsync(Id<Message> id, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult(Find(id));
    }

    public Task<IReadOnlyList<StoredMessage>> PageAsync(Id<Chat> chatId, HistoryWindow window, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var within = messages
                .Where(message => message.ChatId == chatId)
                .Where(message => window.Before is not { } before || message.Sequence < before)
                .Where(message => window.After is not { } after || message.Sequence > after);
            var ordered = window.OldestFirst ? within.OrderBy(message => message.Sequence) : within.OrderByDescending(message => message.Sequence);
            return Task.FromResult<IReadOnlyList<StoredMessage>>([.. ordered.Take(window.Limit).Select(Read)]);
        }
    }

    public Task<IReadOnlyList<StoredMessage>> FindAllAsync(IReadOnlyCollection<MessageNumber> numbers, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var found = messages.Where(message => numbers.Contains(new MessageNumber(message.ChatId, message.Sequence)));
            return Task.FromResult<IReadOnlyList<StoredMessage>>([.. found.Select(Read)]);
        }
    }

    public Task<IReadOnlyDictionary<Id<Chat>, long>> CountMentionsAsync(
        Id<User> userId, IReadOnlyCollection<MentionWindow> windows, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var counts = windows.ToDictionary(
                window => window.ChatId,
                window => messages.LongCount(message => message.ChatId == window.ChatId
                    && message.Sequence > window.After
                    && message.Sequence <= window.UpTo
                    && message.Attributes.Mentions.Contains(userId)));
            return Task.FromResult<IReadOnlyDictionary<Id<Chat>, long>>(counts);
        }
    }

    /// <summary>The message; null if there is none.</summary>
    public StoredMessage? Find(Id<Message> id) => messages.Find(message => message.Id == id) is { } found ? Read(found) : (StoredMessage?)null;

    public Task<IReadOnlyDictionary<Id<Chat>, DateTime>> LastTimesAsync(IReadOnlyCollection<ChatAsOf> moments, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var times = new Dictionary<Id<Chat>, DateTime>();
            foreach (var moment in moments)
            {
                var last = messages
                    .Where(message => message.ChatId == moment.ChatId && message.Sequence > moment.After && message.CreatedAt <= moment.At)
                    .MaxBy(message => message.Sequence);
                if (last is not null)
                    times.Add(moment.ChatId, last.CreatedAt);
            }

            return Task.FromResult<IReadOnlyDictionary<Id<Chat>, DateTime>>(times);
        }
    }
}
