using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.Verification;

/// <summary>A chat and its last number, or a message's chat and its number there.</summary>
public readonly record struct ChatNumber(Id<Chat> ChatId, long Sequence);
