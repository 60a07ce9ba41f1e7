using Allmine.Application.Chats.UpdateChat;
using Allmine.Domain;

namespace Allmine.Api.Contracts.Chats;

/// <summary>What is to change of a group. What is left out stays; null takes away.</summary>
public sealed record UpdateChatRequest
{
    private Change<string> title;
    private Change<string> photo;

    /// <summary>The title.</summary>
    /// <example>Weekend</example>
    public string? Title
    {
        get => title.Value;
        set => title = Change<string>.To(value);
    }

    /// <summary>An image that the caller has uploaded, named as <c>file</c> of a send.</summary>
    /// <example>profile-photo.jpg</example>
    public string? Photo
    {
        get => photo.Value;
        set => photo = Change<string>.To(value);
    }

    /// <summary>The change as a command.</summary>
    internal UpdateChatCommand ToCommand(string chatId) => new(chatId, title, photo);
}
