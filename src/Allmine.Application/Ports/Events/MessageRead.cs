using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Events;

/// <summary>A member has read a chat up to a message.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="UserId">The member.</param>
/// <param name="Sequence">The number of the message.</param>
/// <param name="Recipients">The members of the chat, the reader included.</param>
public sealed record MessageRead(Id<Chat> ChatId, Id<User> UserId, long Sequence, IReadOnlyCollection<Id<User>> Recipients) : StoreEvent(Recipients);
