using Allmine.Api.Contracts.Messages;

namespace Allmine.Api.Contracts.Chats;

/// <summary>A thing that has changed, as it is now: one of <c>message</c> and <c>chat</c> is null.</summary>
public sealed record ChangeResponse
{
    /// <summary>The number of its latest change.</summary>
    public long Change { get; init; }

    public MessageResponse? Message { get; init; }

    /// <summary>The chat itself, where its title, photo, members or their roles have changed.</summary>
    public ToldChatResponse? Chat { get; init; }
}
