using Allmine.Application.Ports.Feed;
using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.Webhooks;

/// <summary>What a receiver has missed of a chat, and is told of before it is given the chat's next event.</summary>
/// <param name="Id">Of the event that tells it: the same in every attempt.</param>
/// <param name="ChatId">The chat.</param>
/// <param name="Change">The last change that was set aside; null if none of them was a change.</param>
/// <param name="At">When it was set aside: UTC, whole milliseconds.</param>
internal sealed record WebhookGap(Id<FeedEntry> Id, Id<Chat> ChatId, long? Change, DateTime At);
