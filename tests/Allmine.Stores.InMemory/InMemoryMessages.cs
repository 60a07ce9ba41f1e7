using Allmine.Application.Ports.Messages;
using Allmine.Application.Ports.Store;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Errors;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Stores.InMemory;

/// <summary>The messages as they are now, in the order in which they were sent, and what has altered them.</summary>
internal sealed class InMemoryMessages(Lock gate) : IMessageRepository, IChangeRepository
{
    private readonly List<Message> messages = [];
    private readonly Dictionary<Id<Message>, int> places = [];
    private readonly List<MessageAlteration> alterations = [];
    private readonly List<MessageVersion?> replacedVersions = [];
    private readonly Spoiled<Id<Message>> spoiled = new("message");

    public IReadOnlyList<Message> All => messages;

    /// <summary>In the order in which they were committed.</summary>
    public IReadOnlyList<MessageAlteration> Alterations => alterations;

    /// <summary>The words that each of them has replaced, if it was an edit and the message is there still.</summary>
    public IReadOnlyList<MessageVersion?> ReplacedVersions => replacedVersions;

    public bool Has(Id<Message> id) => places.ContainsKey(id);

    public void Put(Message message)
    {
        places.Add(message.Id, messages.Count);
        messages.Add(message);
    }

    /// <summary>Whether the message can be read, and is as it was decided on.</summary>
    public bool IsAsBefore(AlterationWrite write) =>
        places.TryGetValue(write.Before.Id, out var place) && IsReadable(write.Before.Id) && messages[place].Life.Change == write.Before.Life.Change;

    /// <summary>Puts a message in the place of the one with its identifier, and notes what has happened to it. Of a deleted one no words are left.</summary>
    public void Alter(AlterationWrite write)
    {
        Replace(write.After);
        alterations.Add(write.Alteration);
        replacedVersions.Add(write.ReplacedVersion);
        if (!write.After.IsDeleted)
            return;
        foreach (var at in AlterationsOf(write.After.Id))
            replacedVersions[at] = null;
    }

    /// <summary>Notes a change of the chat itself, of which the message tells.</summary>
    public void Note(MessageAlteration alteration)
    {
        alterations.Add(alteration);
        replacedVersions.Add(null);
    }

    /// <summary>Keeps its words with its last alteration, as if they were those of an earlier version.</summary>
    public void Keep(Message message) => replacedVersions[AlterationsOf(message.Id).Last()] = message.CurrentVersion;

    /// <summary>Puts an alteration, with the words that it has replaced, in the place of another one.</summary>
    public void Replace(MessageAlteration other, MessageAlteration alteration, MessageVersion? replaced)
    {
        var at = alterations.IndexOf(other);
        (alterations[at], replacedVersions[at]) = (alteration, replaced);
    }

    /// <summary>Nothing tells any more who has reacted to the message, and how.</summary>
    public void TakeReactions(Id<Message> id)
    {
        foreach (var at in AlterationsOf(id).ToList())
            alterations[at] = alterations[at] with { UserId = null, Emoji = null };
    }

    public void Remove(MessageAlteration alteration)
    {
        var at = alterations.IndexOf(alteration);
        alterations.RemoveAt(at);
        replacedVersions.RemoveAt(at);
    }

    /// <summary>Puts a message in the place of the one with its identifier, as a node of an older version would.</summary>
    public void Replace(Message message) => messages[places[message.Id]] = message;

    public void Remove(Id<Message> id)
    {
        if (!places.Remove(id, out var place))
            return;
        messages.RemoveAt(place);
        for (; place < messages.Count; place++)
            places[messages[place].Id] = place;
    }

    public void RestoreSpoiled() => spoiled.Clear();

    /// <summary>From now on the message can't be read.</summary>
    public void Spoil(Id<Message> id) => spoiled.Add(id);

    /// <exception cref="UnreadableRecordException">The message's record can't be read.</exception>
    public void Check(Id<Message> id) => spoiled.Check(id);

    /// <summary>The message, if it can be read.</summary>
    public StoredMessage Read(Message message) => spoiled.Contains(message.Id)
        ? new StoredMessage(new UnreadableMessage(message.Id, message.ChatId, message.Sequence, message.CreatedAt) { Change = message.Change })
        : message;

    /// <summary>A message as of an earlier moment, if it can be read; the tombstone, as that change, if it was deleted since.</summary>
    public StoredMessage ReadAsOf(Message then) =>
        places.TryGetValue(then.Id, out var place) && messages[place] is { IsDeleted: true } tombstone ? Read(tombstone.AsOf(then.Life)) : Read(then);

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
                .Where(message => message.ChatId == chatId && message.Sequence >= window.SeesFrom)
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

    public Task<IReadOnlyList<StoredMessage>> FindAllAsync(IReadOnlyCollection<Id<Message>> ids, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<StoredMessage>>([.. ids.Select(Find).OfType<StoredMessage>()]);
    }

    public Task<long> CountAlterationsAsync(Id<Chat> chatId, long change, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult(alterations.LongCount(alteration => alteration.ChatId == chatId && alteration.Change <= change));
    }

    public Task<IReadOnlyList<StoredMessage>> AlteredAsync(Id<Chat> chatId, long after, long seesFrom, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var altered = messages
                .Where(message => message.ChatId == chatId && message.IsAltered && message.Change > after && message.Sequence >= seesFrom)
                .OrderBy(message => message.Change);
            return Task.FromResult<IReadOnlyList<StoredMessage>>([.. altered.Take(limit).Select(Read)]);
        }
    }

    public Task<IReadOnlyList<StoredMessage>> UnalteredAsync(Id<Chat> chatId, long after, long upTo, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var unaltered = messages.Where(message => message.ChatId == chatId && !message.IsAltered && message.Sequence > after && message.Sequence <= upTo).OrderBy(message => message.Sequence);
            return Task.FromResult<IReadOnlyList<StoredMessage>>([.. unaltered.Take(limit).Select(Read)]);
        }
    }

    public Task<IReadOnlyList<MessageVersion>> PastVersionsAsync(Id<Message> messageId, int after, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var past = AlterationsOf(messageId).Select(at => replacedVersions[at]).OfType<MessageVersion>();
            return Task.FromResult<IReadOnlyList<MessageVersion>>([.. past.Where(version => version.Version > after).Take(limit)]);
        }
    }

    /// <summary>Messages that carry a file.</summary>
    public IEnumerable<Message> Carrying(string mediaKey) => messages.Where(message => message.Media?.Key == mediaKey);

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
    /// <summary>The message of that number, or null.</summary>
    public Message? Find(Id<Chat> chatId, long sequence) => messages.Find(message => message.ChatId == chatId && message.Sequence == sequence);

    public StoredMessage? Find(Id<Message> id) => places.TryGetValue(id, out var place) ? Read(messages[place]) : (StoredMessage?)null;

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

    public bool IsReadable(Id<Message> id) => !spoiled.Contains(id);

    private IEnumerable<int> AlterationsOf(Id<Message> id) => Enumerable.Range(0, alterations.Count).Where(at => alterations[at].MessageId == id);
}
