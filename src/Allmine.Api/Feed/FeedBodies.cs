using System.Text.Json;
using Allmine.Api.Contracts.Chats;
using Allmine.Api.Contracts.Events;
using Allmine.Api.Contracts.Feed;
using Allmine.Api.Contracts.Messages;
using Allmine.Api.Contracts.Users;
using Allmine.Api.Http.Json;
using Allmine.Api.Mapping;
using Allmine.Application.Feed;
using Allmine.Application.Messages;
using Allmine.Application.Ports.Events;
using Allmine.Application.Ports.Feed;
using Allmine.Domain;
using Allmine.Domain.Messages;
using Allmine.Domain.Users;
using AutoMapper;

namespace Allmine.Api.Feed;

/// <summary>Writes the data of events of the feed with the contracts that all other answers are written with.</summary>
/// <param name="mapper">Made when the first event is written: a start that fails has nothing to do with it.</param>
internal sealed class FeedBodies(Lazy<IMapper> mapper) : IFeedBodies
{
    public string OfMessage(StoredMessage message) => Write(mapper.Value.Map<MessageResponse>(MessageView.JustSent(message)));

    public string OfReaction(StoredMessage message, Id<User>? userId, string? emoji, bool isAdded) => Write(new FeedReactedData
    {
        ChatId = message.ChatId.ToString(),
        MessageId = (message.Readable?.Id ?? message.Unreadable?.Id)?.ToString(),
        UserId = userId?.ToString(),
        Emoji = emoji,
        Added = isAdded,
        Reactions = emoji is null ? [] : MessageProfile.ReactionsOn(MessageView.JustSent(message)),
        Change = message.Change,
    });

    public string OfMarker(MessageRead read) => Write(mapper.Value.Map<MessageReadEvent>(read));

    public string OfMarker(MessageDelivered delivered) => Write(mapper.Value.Map<MessageReadEvent>(delivered));

    public string OfChat(ChatOpened opened) => Write(mapper.Value.Map<ToldChatResponse>(opened));

    public string OfChat(ChatChanged changed) => Write(mapper.Value.Map<ToldChatResponse>(changed));

    public string OfUser(User user) => Write(mapper.Value.Map<UserResponse>((StoredUser)user));

    public string OfCredits(CreditsChanged credits) => Write(new FeedCreditsChangedData { UserId = credits.Owner.ToString(), Balance = credits.Balance });

    public string OfGrant(CreditsGranted grant) =>
        Write(new FeedCreditsGrantedData { UserId = grant.UserId.ToString(), Amount = grant.Amount, Balance = grant.Balance });

    public string OfTransfer(Message transfer) => Write(new FeedCreditsTransferredData
    {
        From = transfer.SenderId.ToString(),
        To = transfer.Transfer!.RecipientId.ToString(),
        Amount = transfer.Transfer.Amount,
        MessageId = transfer.Id.ToString(),
    });

    public string OfBlock(BlockChanged block) =>
        Write(new FeedBlockChangedData { UserId = block.UserId.ToString(), BlockedId = block.BlockedId.ToString(), Blocked = block.IsBlocked });

    public string OfErased(FeedEntry entry, StoredMessage tombstone)
    {
        if (entry.Type == FeedType.MessageReacted)
            return Write(JsonSerializer.Deserialize<FeedReactedData>(entry.Data, StrictJson.Options)! with { Emoji = null, Reactions = [] });
        var asOf = tombstone.Readable is { } whole && entry.Change is { } change ? whole.AsOf(whole.Life with { Change = change }) : tombstone;
        return OfMessage(asOf);
    }

    /// <summary>One line: nothing here is indented.</summary>
    private static string Write<T>(T body) => JsonSerializer.Serialize(body, StrictJson.Options.GetTypeInfo(typeof(T)));
}
