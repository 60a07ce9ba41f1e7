using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Domain.Messages;

/// <summary>What every message has, whatever it carries: its identity, its chat and number there, its sender and its time.</summary>
public readonly record struct MessageHeader(Id<Message> Id, Id<Chat> ChatId, long Sequence, Id<User> SenderId, DateTime SentAt)
{
    private readonly MessageAttributes? attributes;

    /// <summary>What goes with it; <see cref="MessageAttributes.None"/> unless something is said.</summary>
    public MessageAttributes Attributes
    {
        get => attributes ?? MessageAttributes.None;
        init => attributes = value;
    }

    /// <summary>The number of the change of its chat that sent it; null where that is not known, or the same as the message's own.</summary>
    public long? Change { get; init; }

    /// <summary>What has become of it since; null for nothing.</summary>
    public MessageLife? Life { get; init; }
}
