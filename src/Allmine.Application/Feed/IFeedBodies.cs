using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Feed;
using Allmine.Domain;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Feed;

/// <summary>Writes what callers are given as the data of an event: JSON in one line, without anything that is a reader's own.</summary>
public interface IFeedBodies
{
    string OfMessage(StoredMessage message);

    /// <param name="message">The message as of the reaction.</param>
    /// <param name="userId">Whose it is; null if that can't be told any more, because the message is deleted.</param>
    /// <param name="emoji">Which; null if that can't be told any more.</param>
    /// <param name="isAdded">Whether it was put; if not, it was taken back.</param>
    string OfReaction(StoredMessage message, Id<User>? userId, string? emoji, bool isAdded);

    string OfMarker(MessageRead read);

    string OfMarker(MessageDelivered delivered);

    string OfChat(ChatOpened opened);

    string OfChat(ChatChanged changed);

    string OfUser(User user);

    string OfCredits(CreditsChanged credits);

    string OfGrant(CreditsGranted grant);

    /// <param name="transfer">A message that has moved credits.</param>
    string OfTransfer(Message transfer);

    string OfBlock(BlockChanged block);

    /// <summary>What is told in place of an event's data once its message is deleted.</summary>
    /// <param name="entry">An event of that message.</param>
    /// <param name="tombstone">The message as it is now.</param>
    string OfErased(FeedEntry entry, StoredMessage tombstone);
}
