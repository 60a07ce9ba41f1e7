using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Feed;
using Allmine.Domain;
using Allmine.Domain.Chats;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;

namespace Allmine.Application.Feed;

/// <summary>What the feed says of something that a commit has changed, before it has a number.</summary>
internal sealed record FeedDraft(FeedType Type, Id<FeedLane> Lane, string Data)
{
    public Id<Chat>? ChatId { get; init; }

    public long? Change { get; init; }

    public Id<Message>? MessageId { get; init; }

    public bool IsErased { get; init; }

    /// <summary>Most events of the store are one of the feed; a transfer of credits is two, and what is a member's own is none.</summary>
    public static IEnumerable<FeedDraft> Of(StoreEvent happened, IFeedBodies bodies) => happened switch
    {
        MessageCreated { Message.Readable: { Kind: MessageKind.CreditTransfer } transfer } => [OfMessage(FeedType.MessageCreated, transfer, bodies), OfTransfer(transfer, bodies)],
        MessageCreated created => [OfMessage(FeedType.MessageCreated, created.Message, bodies)],
        MessageUpdated updated => [OfMessage(FeedType.MessageUpdated, updated.Message, bodies) with { Change = null }],
        MessageAltered { Kind: AlterationKind.Reacted or AlterationKind.Unreacted } reacted => [OfReaction(reacted, bodies)],
        MessageAltered altered => [OfMessage(altered.Kind == AlterationKind.Deleted ? FeedType.MessageDeleted : FeedType.MessageUpdated, altered.Message, bodies)],
        MessageRead read => [OfMarker(FeedType.MessageRead, read.ChatId, read.UserId, bodies.OfMarker(read))],
        MessageDelivered delivered => [OfMarker(FeedType.MessageDelivered, delivered.ChatId, delivered.UserId, bodies.OfMarker(delivered))],
        ChatOpened opened => [OfChat(FeedType.ChatCreated, opened.Chat.Id, null, bodies.OfChat(opened))],
        ChatChanged changed => [OfChat(FeedType.ChatUpdated, changed.Chat.Id, changed.Chat.Change, bodies.OfChat(changed))],
        UserUpdated updated => [new FeedDraft(FeedType.UserUpdated, LaneOf(updated.User.Id), bodies.OfUser(updated.User))],
        CreditsChanged credits => [new FeedDraft(FeedType.CreditsChanged, LaneOf(credits.Owner), bodies.OfCredits(credits))],
        CreditsGranted grant => [new FeedDraft(FeedType.CreditsGranted, LaneOf(grant.UserId), bodies.OfGrant(grant))],
        BlockChanged block => [new FeedDraft(FeedType.BlockChanged, LaneOf(block.UserId), bodies.OfBlock(block))],
        ChatSettingsChanged => [],
        _ => throw new ArgumentException($"The feed has no type for a {happened.GetType().Name}.", nameof(happened)),
    };

    /// <summary>The identifier of the message that a stored one is of; null if not even that can be read.</summary>
    public static Id<Message>? IdOf(StoredMessage message) => message.Readable?.Id ?? message.Unreadable?.Id;

    private static FeedDraft OfMessage(FeedType type, StoredMessage message, IFeedBodies bodies) =>
        OfMessage(type, message, bodies.OfMessage(message));

    private static FeedDraft OfMessage(FeedType type, StoredMessage message, string data) => OfChat(type, message.ChatId, message.Change, data) with
    {
        MessageId = IdOf(message),
        IsErased = message.Readable is { IsDeleted: true },
    };

    private static FeedDraft OfReaction(MessageAltered reacted, IFeedBodies bodies)
    {
        var isErased = reacted.Message.Readable is not { IsDeleted: false };
        var data = bodies.OfReaction(reacted.Message, reacted.UserId, isErased ? null : reacted.Emoji, reacted.Kind == AlterationKind.Reacted);
        return OfMessage(FeedType.MessageReacted, reacted.Message, data);
    }

    private static FeedDraft OfTransfer(Message transfer, IFeedBodies bodies) => OfChat(FeedType.CreditsTransferred, transfer.ChatId, null, bodies.OfTransfer(transfer));

    private static FeedDraft OfChat(FeedType type, Id<Chat> chat, long? change, string data) =>
        new(type, Id<FeedLane>.FromBytes(chat.ToBytes()), data) { ChatId = chat, Change = change };

    /// <summary>Markers have no order among each other or among messages: they do not wait for those.</summary>
    private static FeedDraft OfMarker(FeedType type, Id<Chat> chat, Id<User> user, string data) => new(type, LaneOf(user), data) { ChatId = chat };

    private static Id<FeedLane> LaneOf(Id<User> user) => Id<FeedLane>.FromBytes(user.ToBytes());
}
