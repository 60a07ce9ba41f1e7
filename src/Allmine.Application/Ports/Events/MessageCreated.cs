using Allmine.Domain;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Events;

/// <summary>A message was sent.</summary>
/// <param name="Message">The message.</param>
/// <param name="Recipients">The members of its chat, the sender included.</param>
public sealed record MessageCreated(StoredMessage Message, IReadOnlyCollection<Id<User>> Recipients) : StoreEvent(Recipients)
{
    internal override int Weight => base.Weight + 400 + (sizeof(char) * (Message.Readable?.Content?.Length ?? 0));
}
