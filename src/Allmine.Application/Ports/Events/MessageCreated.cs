using Allmine.Domain;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Events;

/// <summary>A message was sent.</summary>
/// <param name="Message">The message.</param>
/// <param name="Recipients">The members of its chat, the sender included.</param>
public sealed record MessageCreated(StoredMessage Message, IReadOnlyCollection<Id<User>> Recipients) : StoreEvent(Recipients)
{
    internal override int Weight => base.Weight + WeightOf(Message);

    /// <summary>About how much memory a message takes, in bytes.</summary>
    internal static int WeightOf(StoredMessage message) => 400 + (sizeof(char) * (message.Readable?.Content?.Length ?? 0));
}
