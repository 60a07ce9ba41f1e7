using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.Ports.Messages;

/// <summary>A moment of a chat's past.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="At">The moment: UTC, whole milliseconds.</param>
/// <param name="After">Only messages with a higher number are looked at.</param>
public readonly record struct ChatAsOf(Id<Chat> ChatId, DateTime At, long After);
