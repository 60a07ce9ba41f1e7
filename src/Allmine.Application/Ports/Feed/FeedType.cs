namespace Allmine.Application.Ports.Feed;

/// <summary>What an event of the feed tells of. Those of them that are changes of a chat have a number in it.</summary>
public enum FeedType
{
    MessageCreated,
    MessageUpdated,
    MessageDeleted,
    MessageReacted,
    MessageRead,
    MessageDelivered,
    ChatCreated,
    ChatUpdated,
    UserUpdated,
    CreditsChanged,
    CreditsGranted,
    CreditsTransferred,
    BlockChanged,
}
