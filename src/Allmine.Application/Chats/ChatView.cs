using Allmine.Application.Messages;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Application.Chats;

/// <summary>A chat as somebody sees it at a moment.</summary>
/// <param name="Chat">The chat.</param>
/// <param name="Members">In the order of the chat's members.</param>
/// <param name="LastMessage">Null if there is none.</param>
/// <param name="UnreadCount">How many messages of others the member has not read; 0 for one who is no member.</param>
/// <param name="UnreadMentions">How many of them mention the member.</param>
/// <param name="Settings">The member's own; null for one who is no member.</param>
public sealed record ChatView(
    Chat Chat, IReadOnlyList<StoredUser> Members, MessageView? LastMessage, long UnreadCount, long UnreadMentions, ChatSettingsView? Settings)
{
    /// <summary>Who of the members has the chat muted, in their order; null for those whose settings can't be read. It is null but for a backend that acts for nobody.</summary>
    public IReadOnlyList<MutingView?>? Mutings { get; init; }

    /// <summary>Whether it is seen by somebody who may not see into the chat any more: then only that it exists is told.</summary>
    public bool IsClosed { get; private init; }

    /// <summary>A chat that somebody asked for who has left it since.</summary>
    public static ChatView Former(Chat chat) => new(chat, [], null, 0, 0, null) { IsClosed = true };
}
