using Allmine.Domain.Chats;

namespace Allmine.Application.Ports.Chats;

/// <summary>A chat in a user's list, as a store finds it.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="Chat">The chat; null if its record can't be read.</param>
public readonly record struct ListedChat(ChatPosition Position, Chat? Chat)
{
    public static ListedChat Of(Chat chat) => new(ChatPosition.Of(chat), chat);
}
