using Allmine.Domain;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Ports.Events;

/// <summary>A message that was sent earlier has changed, and not by a change with a number: a node of the last release has shown its thumbnail.</summary>
/// <param name="Message">The message as it is now.</param>
/// <param name="Recipients">The members of its chat, the sender included.</param>
public sealed record MessageUpdated(StoredMessage Message, IReadOnlyCollection<Id<User>> Recipients) : StoreEvent(Recipients)
{
    internal override int Weight => base.Weight + MessageCreated.WeightOf(Message);

    internal override StoredMessage? About => Message;

    internal override StoreEvent With(StoredMessage message) => this with { Message = message };
}
