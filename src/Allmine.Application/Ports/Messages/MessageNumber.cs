using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.Ports.Messages;

/// <summary>A message as its chat counts it.</summary>
public readonly record struct MessageNumber(Id<Chat> ChatId, long Sequence);
