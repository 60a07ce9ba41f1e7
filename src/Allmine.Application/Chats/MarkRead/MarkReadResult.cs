using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.Chats.MarkRead;

/// <param name="ChatId">The chat.</param>
/// <param name="Sequence">The number up to which the caller has read it now.</param>
/// <param name="UnreadCount">How many messages of others come after it.</param>
public sealed record MarkReadResult(Id<Chat> ChatId, long Sequence, long UnreadCount);
