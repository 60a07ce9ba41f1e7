using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Events;

/// <summary>A chat was made or opened.</summary>
/// <param name="Chat">The chat as it was then.</param>
/// <param name="Recipients">Its members.</param>
public sealed record ChatOpened(Chat Chat, IReadOnlyCollection<Id<User>> Recipients) : StoreEvent(Recipients)
{
    /// <summary>Who the members are, as of reading. A store leaves it out.</summary>
    public IReadOnlyList<StoredUser> People { get; init; } = [];

    internal override int Weight => base.Weight + (300 * Chat.Members.Count);
}
