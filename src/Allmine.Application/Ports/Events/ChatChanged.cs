using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Events;

/// <summary>A chat itself has changed.</summary>
/// <param name="Chat">The chat as of that change.</param>
/// <param name="Event">What has changed.</param>
/// <param name="UserId">Who came, went, or got a role; null for a change of title or photo.</param>
/// <param name="Members">
/// Where somebody came, the members at the time of reading, or later, whom that one then hears of; empty for every other change.
/// </param>
/// <param name="Recipients">The members who were there by then and still are, and whoever has left by it.</param>
public sealed record ChatChanged(
    ChatSnapshot Chat, ChatEvent Event, Id<User>? UserId, IReadOnlyList<Member> Members, IReadOnlyCollection<Id<User>> Recipients) : StoreEvent(Recipients)
{
    /// <summary>Who these members are, as of reading. A store leaves it out.</summary>
    public IReadOnlyList<StoredUser> People { get; init; } = [];

    internal override int Weight => base.Weight + 600 + (300 * Members.Count);
}
