using Allmine.Domain.Users;

namespace Allmine.Domain.Chats;

/// <summary>What a message changes of its chat, as it was before.</summary>
public sealed class ChatMoment
{
    internal ChatMoment(long lastSequence, DateTime createdAt, DateTime updatedAt, Id<User> sender, long readUpTo) =>
        (LastSequence, CreatedAt, UpdatedAt, Sender, ReadUpTo) = (lastSequence, createdAt, updatedAt, sender, readUpTo);

    internal long LastSequence { get; }

    internal DateTime CreatedAt { get; }

    internal DateTime UpdatedAt { get; }

    internal Id<User> Sender { get; }

    internal long ReadUpTo { get; }
}
