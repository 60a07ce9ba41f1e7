using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.Ports.Snapshots;

/// <summary>The change that has sent a message, as the message's record tells it.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="Sequence">The number of the message.</param>
/// <param name="Change">The number of the change.</param>
public readonly record struct SentChange(Id<Chat> ChatId, long Sequence, long Change);
