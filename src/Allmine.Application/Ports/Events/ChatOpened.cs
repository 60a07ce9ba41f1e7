using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Events;

/// <summary>A chat was made or opened.</summary>
/// <param name="Chat">The chat as it was then.</param>
/// <param name="Recipients">Its members.</param>
public sealed record ChatOpened(Chat Chat, IReadOnlyCollection<Id<User>> Recipients) : StoreEvent(Recipients)
{
    internal override int Weight => base.Weight + (100 * Chat.Members.Count);
}
