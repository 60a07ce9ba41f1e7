using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Events;

/// <summary>A member's devices have a chat up to a message.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="UserId">The member.</param>
/// <param name="Sequence">The number of the message.</param>
/// <param name="Recipients">The members of the chat, that one included.</param>
public sealed record MessageDelivered(Id<Chat> ChatId, Id<User> UserId, long Sequence, IReadOnlyCollection<Id<User>> Recipients) : StoreEvent(Recipients);
