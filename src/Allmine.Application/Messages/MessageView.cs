using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Messages;

/// <summary>A message as it reads at a moment.</summary>
/// <param name="Message">The message.</param>
/// <param name="ReadBy">The members, the sender aside, who have read up to it.</param>
/// <param name="DeliveredTo">The members, the sender aside, whom it has reached.</param>
/// <param name="Viewer">Whose reactions are marked as their own; null for nobody's.</param>
public sealed record MessageView(StoredMessage Message, IReadOnlyList<Id<User>> ReadBy, IReadOnlyList<Id<User>> DeliveredTo, Id<User>? Viewer)
{
    /// <summary>A message as a member of its chat reads it.</summary>
    /// <param name="message">A message of the chat.</param>
    /// <param name="chat">The chat.</param>
    /// <param name="viewer">Who reads it.</param>
    public static MessageView In(Chat chat, StoredMessage message, Id<User>? viewer) => new(message, chat.ReadersOf(message), chat.HoldersOf(message), viewer);

    /// <summary>A message at the moment of its sending, when nobody has read it.</summary>
    public static MessageView JustSent(StoredMessage message) => new(message, [], [], null);

    /// <summary>A message as listeners hear of it, whoever has read it.</summary>
    public static MessageView Told(StoredMessage message, Id<User> listener) => new(message, [], [], listener);
}
