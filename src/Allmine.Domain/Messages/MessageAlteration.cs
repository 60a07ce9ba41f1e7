using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Domain.Messages;

/// <summary>
/// A change of a chat that sends no message, but alters one. Between two alterations the numbers of changes and those of messages go in step, so that
/// these records tell them from one another.
/// </summary>
/// <param name="ChatId">The chat.</param>
/// <param name="Ordinal">The alteration's number among those of its chat: 1, 2, 3 … without gaps.</param>
/// <param name="LastSequence">The number of the chat's last message at that moment.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="Kind">What happened to it.</param>
/// <param name="UserId">Who reacted; null for every other kind.</param>
/// <param name="Emoji">The reaction that was put or taken back; null for every other kind.</param>
public sealed record MessageAlteration(
    Id<Chat> ChatId, long Ordinal, long LastSequence, Id<Message> MessageId, long Sequence, AlterationKind Kind, Id<User>? UserId = null, string? Emoji = null)
{
    /// <summary>The number of the change.</summary>
    public long Change => Ordinal + LastSequence;
}
