using Allmine.Application.Messages;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Application.Chats;

/// <summary>A chat as one of its members sees it at a moment.</summary>
/// <param name="Chat">The chat.</param>
/// <param name="Members">In the order of the chat's members.</param>
/// <param name="LastMessage">Null if there is none.</param>
/// <param name="UnreadCount">How many messages of others the member has not read.</param>
/// <param name="UnreadMentions">How many of them mention the member.</param>
public sealed record ChatView(Chat Chat, IReadOnlyList<StoredUser> Members, MessageView? LastMessage, long UnreadCount, long UnreadMentions);
