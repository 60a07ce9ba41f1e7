using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.Chats.MarkDelivered;

/// <param name="ChatId">The chat.</param>
/// <param name="Sequence">The number up to which the caller has it now.</param>
public sealed record MarkDeliveredResult(Id<Chat> ChatId, long Sequence);
