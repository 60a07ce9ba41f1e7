using Allmine.Application.Chats.GetChanges;
using Allmine.Domain;
using Allmine.Domain.Chats;

namespace Allmine.Application.Chats.Sync;

/// <summary>What has changed in one of the chats.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="Changes">What has changed; no items, and more to come, if there was no room for them.</param>
/// <param name="UnreadCount">How many messages of others the caller has not read.</param>
/// <param name="UnreadMentions">How many of them mention the caller.</param>
public sealed record SyncedChat(Id<Chat> ChatId, ChangesPage Changes, long UnreadCount, long UnreadMentions);
