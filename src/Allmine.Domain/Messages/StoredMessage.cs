using Allmine.Domain.Chats;
using Allmine.Domain.Errors;

namespace Allmine.Domain.Messages;

/// <summary>
/// A message as a reader finds it: whole, or, where this version can't read its record, its place alone. So one bad record
/// leaves no gap in a history, and hides none of its neighbours.
/// </summary>
public readonly record struct StoredMessage
{
    private readonly Message? whole;
    private readonly UnreadableMessage? place;

    public StoredMessage(Message message) => whole = message;

    public StoredMessage(UnreadableMessage place) => this.place = place;

    /// <summary>The message; null if it can't be read.</summary>
    public Message? Readable => whole;

    /// <summary>The place of a message that can't be read; null if it can.</summary>
    public UnreadableMessage? Unreadable => place;

    public Id<Chat> ChatId => whole?.ChatId ?? place!.ChatId;

    /// <summary>The message's number in its chat.</summary>
    public long Sequence => whole?.Sequence ?? place!.Sequence;

    /// <summary>The number of the chat's change that made or altered it last.</summary>
    public long Change => whole?.Change ?? place!.Change;

    public static implicit operator StoredMessage(Message message) => new(message);

    /// <summary>The message, for a call that can't do without its contents.</summary>
    /// <exception cref="UnreadableRecordException">It can't be read.</exception>
    public Message GetReadable() => whole ?? throw place!.ToException();
}
