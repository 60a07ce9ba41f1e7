namespace Allmine.Application.Chats.CreateChat;

/// <param name="View">The chat as the caller sees it.</param>
/// <param name="Created">Whether there was none before.</param>
/// <param name="Replayed">Whether the answer is that to an earlier request with the same key.</param>
public sealed record CreateChatResult(ChatView View, bool Created, bool Replayed);
