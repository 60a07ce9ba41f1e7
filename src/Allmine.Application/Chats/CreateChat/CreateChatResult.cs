namespace Allmine.Application.Chats.CreateChat;

/// <param name="View">The chat as the caller sees it.</param>
/// <param name="Created">Whether there was none before.</param>
public sealed record CreateChatResult(ChatView View, bool Created);
