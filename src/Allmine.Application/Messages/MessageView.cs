using Allmine.Domain;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Messages;

/// <summary>A message as it reads at a moment.</summary>
/// <param name="Message">The message.</param>
/// <param name="ReadBy">The members, the sender aside, who have read up to it.</param>
public sealed record MessageView(StoredMessage Message, IReadOnlyList<Id<User>> ReadBy)
{
    /// <summary>A message at the moment of its sending, when nobody has read it.</summary>
    public static MessageView JustSent(StoredMessage message) => new(message, []);
}
