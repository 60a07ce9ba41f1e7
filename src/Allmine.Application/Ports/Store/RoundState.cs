using Allmine.Application.GroupCommit.Intents;
using Allmine.Application.Ports.Files;
using Allmine.Application.Ports.Idempotency;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Credits;
using Allmine.Domain.Errors;
using Allmine.Domain.Media;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Store;

/// <summary>What a round knows when it decides: what it has loaded, and the chats that were held in memory.</summary>
public sealed class RoundState
{
    private readonly Dictionary<Id<Chat>, Chat> chats = [];
    private readonly Dictionary<DirectPair, Chat> direct = [];

    /// <summary>By what was asked for: a chat, a pair, a key, a file, the owner of a wallet.</summary>
    private Dictionary<object, UnreadableRecordException>? unreadable;

    public HashSet<Id<User>> Users { get; } = [];

    public Dictionary<IdempotencyKey, IdempotencyRecord> IdempotencyRecords { get; } = [];

    /// <summary>Keys that were not looked up, and are taken to be unused until the commit says otherwise.</summary>
    internal HashSet<IdempotencyKey> AssumedKeys { get; } = [];

    /// <summary>Chats that were held in memory and not loaded: they may be out of date.</summary>
    internal HashSet<Id<Chat>> AssumedChats { get; } = [];

    /// <summary>The pairs whose direct chats, or that they have none, are known from the store and not from memory.</summary>
    internal HashSet<DirectPair> LoadedPairs { get; } = [];

    public Dictionary<FileReference, UploadedFile> Files { get; } = [];

    /// <summary>Messages that others refer to, or that are altered, readable or not.</summary>
    public Dictionary<Id<Message>, StoredMessage> Messages { get; } = [];

    /// <summary>By their owners. One that was asked for and isn't here was never written.</summary>
    public Dictionary<Id<User>, Wallet> Wallets { get; } = [];

    public IReadOnlyCollection<Chat> Chats => chats.Values;

    public void Add(Chat chat)
    {
        chats[chat.Id] = chat;
        if (chat.Pair is { } pair)
            direct[pair] = chat;
    }

    /// <summary>Takes a chat out that was to be, and is not.</summary>
    internal void Remove(Chat chat)
    {
        chats.Remove(chat.Id);
        if (chat.Pair is { } pair)
            direct.Remove(pair);
    }

    /// <summary>
    /// Notes that a record which was asked for is there and can't be read. The sends that need it are answered so; the others
    /// of the round go on.
    /// </summary>
    /// <param name="asked">An <see cref="Id{Chat}"/>, a <see cref="DirectPair"/>, an <see cref="IdempotencyKey"/>, a <see cref="FileReference"/>, or the owner of a wallet.</param>
    /// <param name="why">What can't be read.</param>
    public void MarkUnreadable(object asked, UnreadableRecordException why) => (unreadable ??= [])[asked] = why;

    /// <summary>Whether the record is there and can't be read.</summary>
    public bool IsUnreadable(object asked) => unreadable?.ContainsKey(asked) == true;

    /// <exception cref="UnreadableRecordException">The record is there and can't be read.</exception>
    public void EnsureReadable<T>(T asked)
        where T : struct
    {
        if (unreadable is not null && unreadable.TryGetValue(asked, out var why))
            throw new UnreadableRecordException(why.Record, why);
    }

    /// <summary>Takes over what another state knows to be unreadable.</summary>
    public void AddUnreadableOf(RoundState other)
    {
        foreach (var (asked, why) in other.unreadable ?? [])
            MarkUnreadable(asked, why);
    }

    /// <summary>Null if it isn't there, or can't be read.</summary>
    public Chat? Find(Id<Chat> id) => chats.GetValueOrDefault(id);

    /// <inheritdoc cref="Find(Id{Chat})"/>
    public Chat? Find(DirectPair pair) => direct.GetValueOrDefault(pair);

    /// <inheritdoc cref="Find(Id{Chat})"/>
    internal Chat? Find(ChatAddress address) => address.Id is { } id ? Find(id) : Find(address.Pair!.Value);
}
