using Allmine.Application.Messages;

namespace Allmine.Application.Chats.GetChanges;

/// <summary>A thing that has changed, as it is now: a message, or the chat itself.</summary>
/// <param name="Change">The number of its latest change.</param>
/// <param name="Message">Null if it is the chat.</param>
/// <param name="Chat">Null if it is a message.</param>
public sealed record ChangeItem(long Change, MessageView? Message, ChatView? Chat);
