using Allmine.Domain.Messages;

namespace Allmine.Domain.Chats;

/// <summary>A message that is pinned in its chat.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Sequence">Its number.</param>
public readonly record struct Pin(Id<Message> MessageId, long Sequence);
