using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.Ports.Messages;

/// <summary>The part of a chat in which a reader's mentions are counted.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="After">Only messages with a higher number: what was read does not count.</param>
/// <param name="UpTo">The last number that counts: what came since the chat was looked at does not.</param>
public readonly record struct MentionWindow(Id<Chat> ChatId, long After, long UpTo);
