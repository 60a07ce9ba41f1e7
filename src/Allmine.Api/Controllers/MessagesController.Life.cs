using Allmine.Api.Contracts.Chats;
using Allmine.Api.Contracts.Messages;
using Allmine.Api.Http;
using Allmine.Api.Http.Binding;
using Allmine.Api.OpenApi;
using Allmine.Api.RateLimiting;
using Allmine.Application.Chats.MarkDelivered;
using Allmine.Application.Messages;
using Allmine.Application.Messages.DeleteMessage;
using Allmine.Application.Messages.EditMessage;
using Allmine.Application.Messages.GetMessages;
using Allmine.Application.Messages.GetVersions;
using Allmine.Application.Messages.ListReactions;
using Allmine.Application.Messages.SetPin;
using Allmine.Application.Messages.SetReaction;
using Allmine.Domain.Errors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Allmine.Api.Controllers;

/// <content>What becomes of a message once it is sent.</content>
public sealed partial class MessagesController
{
    /// <summary>Read several messages</summary>
    /// <remarks>
    /// In the order asked. Those that the caller may not see, or that are not there, are left out; a service that acts for nobody sees all. The answer ends early at 1 MiB, and says so by
    /// <c>hasMore</c>.
    /// </remarks>
    /// <param name="ids">1 to 100 ids, separated by commas, all different.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The messages as they read now.</response>
    [HttpGet]
    [Dispatches(typeof(GetMessagesQuery))]
    [ProducesResponseType<MessagesResponse>(StatusCodes.Status200OK)]
    [CanBreak("ids", nameof(ErrorCode.TooMany), Greatest = GetMessagesQuery.MaxIds)]
    [CanBreak("ids", nameof(ErrorCode.Required), nameof(ErrorCode.Duplicate))]
    public async Task<ActionResult<MessagesResponse>> List([FromQuery, BindRequired] string? ids, CancellationToken cancellationToken) =>
        mapper.Map<MessagesResponse>(await mediator.Send(new GetMessagesQuery(ids?.Split(',', GetMessagesQuery.MaxIds + 1)), cancellationToken));

    /// <summary>Edit a message</summary>
    /// <remarks>
    /// By its sender, as long as a member of the chat, within two days of its sending unless the operator has set another time. What is left out stays, null takes
    /// away: a caption, the metadata. What changes nothing makes no version, and succeeds whatever <c>If-Match</c> says, so that a repetition does. Credits stay as
    /// they were moved.
    /// </remarks>
    /// <param name="messageId">24 hexadecimal digits.</param>
    /// <param name="body">What is to change.</param>
    /// <param name="ifMatch">The version that the message must have, in quotation marks: <c>"3"</c>. <c>*</c> stands for any.</param>
    /// <param name="cancellationToken">Ends the wait, not the edit.</param>
    /// <response code="200">The message as it reads now.</response>
    [HttpPatch("{messageId}")]
    [Dispatches(typeof(EditMessageCommand))]
    [LimitedAs(RateLimits.Sends)]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status200OK)]
    [CanFail(
        nameof(ErrorCode.MessageNotFound), nameof(ErrorCode.Blocked), nameof(ErrorCode.MessageImmutable), nameof(ErrorCode.MessageDeleted), nameof(ErrorCode.EditWindow),
        nameof(ErrorCode.VersionsFull), nameof(ErrorCode.VersionConflict))]
    [CanBreak("content", nameof(ErrorCode.Required), nameof(ErrorCode.Blank))]
    [CanBreak("metadata", nameof(ErrorCode.TooLong), Greatest = MessageMetadata.MaxBytes)]
    [CanBreak("metadata", nameof(ErrorCode.TooDeep), Greatest = MessageMetadata.MaxLevels)]
    [CanBreak("metadata", nameof(ErrorCode.Name), Greatest = MessageMetadata.MaxNameLength)]
    [CanBreak("metadata", nameof(ErrorCode.Characters), nameof(ErrorCode.Duplicate))]
    public async Task<ActionResult<MessageResponse>> Edit(
        string messageId, [FromBody] EditMessageRequest body, [FromHeader(Name = ApiHeaders.IfMatch)] string? ifMatch, CancellationToken cancellationToken) =>
        mapper.Map<MessageResponse>(await mediator.Send(body.ToCommand(messageId, ifMatch), cancellationToken));

    /// <summary>Delete a message</summary>
    /// <remarks>
    /// By its sender, by an admin of the group, or by a service that acts for nobody. What is left is its place, a tombstone: what it carried is gone, from its versions and
    /// files, too. Deleted once more, it is the same. Credits stay as they were moved.
    /// </remarks>
    /// <param name="messageId">24 hexadecimal digits.</param>
    /// <param name="cancellationToken">Ends the wait, not the deletion.</param>
    /// <response code="200">The tombstone.</response>
    [HttpDelete("{messageId}")]
    [Dispatches(typeof(DeleteMessageCommand))]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.MessageNotFound), nameof(ErrorCode.RoleRequired), nameof(ErrorCode.MessageImmutable))]
    public async Task<ActionResult<MessageResponse>> Delete(string messageId, CancellationToken cancellationToken) =>
        mapper.Map<MessageResponse>(await mediator.Send(new DeleteMessageCommand(messageId), cancellationToken));

    /// <summary>Read the versions of a message</summary>
    /// <remarks>Oldest first, the present one included. For its sender, and for services; none of a message that was deleted.</remarks>
    /// <param name="messageId">24 hexadecimal digits.</param>
    /// <param name="after">Only versions with a higher number.</param>
    /// <param name="limit">The most versions to return.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The page.</response>
    [HttpGet("{messageId}/versions")]
    [Dispatches(typeof(GetVersionsQuery))]
    [ProducesResponseType<VersionsResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.MessageNotFound))]
    public async Task<ActionResult<VersionsResponse>> Versions(
        string messageId, [FromQuery] int? after, [FromQuery] int? limit, CancellationToken cancellationToken) =>
        mapper.Map<VersionsResponse>(await mediator.Send(new GetVersionsQuery(messageId, after, limit), cancellationToken));

    /// <summary>React to a message</summary>
    /// <remarks>For the members of its chat. Put once more, it changes nothing.</remarks>
    /// <param name="messageId">24 hexadecimal digits.</param>
    /// <param name="emoji">1 to 32 bytes of UTF-8 without white space, control characters or slashes, percent-encoded; not <c>.</c> or <c>..</c>.</param>
    /// <param name="cancellationToken">Ends the wait, not the reaction.</param>
    /// <response code="200">The message as it reads now.</response>
    [HttpPut("{messageId}/reactions/{emoji}")]
    [Dispatches(typeof(SetReactionCommand))]
    [LimitedAs(RateLimits.Sends)]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.MessageNotFound), nameof(ErrorCode.Blocked), nameof(ErrorCode.MessageDeleted), nameof(ErrorCode.ReactionsFull))]
    public async Task<ActionResult<MessageResponse>> React(string messageId, string emoji, CancellationToken cancellationToken) =>
        mapper.Map<MessageResponse>(await mediator.Send(new SetReactionCommand(messageId, EmojiInPath.Read(HttpContext, emoji), IsSet: true), cancellationToken));

    /// <summary>Take a reaction back</summary>
    /// <remarks>For the members of its chat. Where there is none, it changes nothing.</remarks>
    /// <param name="messageId">24 hexadecimal digits.</param>
    /// <param name="emoji">As it was put.</param>
    /// <param name="cancellationToken">Ends the wait, not the reaction.</param>
    /// <response code="200">The message as it reads now.</response>
    [HttpDelete("{messageId}/reactions/{emoji}")]
    [Dispatches(typeof(SetReactionCommand))]
    [LimitedAs(RateLimits.Sends)]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.MessageNotFound))]
    public async Task<ActionResult<MessageResponse>> Unreact(string messageId, string emoji, CancellationToken cancellationToken) =>
        mapper.Map<MessageResponse>(await mediator.Send(new SetReactionCommand(messageId, EmojiInPath.Read(HttpContext, emoji), IsSet: false), cancellationToken));

    /// <summary>Read who has reacted</summary>
    /// <remarks>Whoever reacted first comes first.</remarks>
    /// <param name="messageId">24 hexadecimal digits.</param>
    /// <param name="emoji">Only reactions of this kind.</param>
    /// <param name="cursor">Where the page before ended; left out for the first page.</param>
    /// <param name="limit">The most reactions to return.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The page.</response>
    [HttpGet("{messageId}/reactions")]
    [Dispatches(typeof(ListReactionsQuery))]
    [ProducesResponseType<ReactionsResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.MessageNotFound))]
    public async Task<ActionResult<ReactionsResponse>> Reactions(
        string messageId, [FromQuery] string? emoji, [FromQuery] string? cursor, [FromQuery] int? limit, CancellationToken cancellationToken) =>
        mapper.Map<ReactionsResponse>(await mediator.Send(new ListReactionsQuery(messageId, emoji, cursor, limit), cancellationToken));

    /// <summary>Pin a message</summary>
    /// <remarks>By a member of a direct chat, or an admin of a group. Pinned once more, it stays where it is.</remarks>
    /// <param name="messageId">24 hexadecimal digits.</param>
    /// <param name="cancellationToken">Ends the wait, not the pin.</param>
    /// <response code="200">The message as it reads now.</response>
    [HttpPut("{messageId}/pin")]
    [Dispatches(typeof(SetPinCommand))]
    [LimitedAs(RateLimits.Sends)]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status200OK)]
    [CanFail(
        nameof(ErrorCode.MessageNotFound), nameof(ErrorCode.Blocked), nameof(ErrorCode.RoleRequired), nameof(ErrorCode.MessageDeleted), nameof(ErrorCode.PinsFull))]
    public async Task<ActionResult<MessageResponse>> Pin(string messageId, CancellationToken cancellationToken) =>
        mapper.Map<MessageResponse>(await mediator.Send(new SetPinCommand(messageId, IsSet: true), cancellationToken));

    /// <summary>Take a pin away</summary>
    /// <remarks>By a member of a direct chat, or an admin of a group. Where there is none, it changes nothing.</remarks>
    /// <param name="messageId">24 hexadecimal digits.</param>
    /// <param name="cancellationToken">Ends the wait, not the change.</param>
    /// <response code="200">The message as it reads now.</response>
    [HttpDelete("{messageId}/pin")]
    [Dispatches(typeof(SetPinCommand))]
    [LimitedAs(RateLimits.Sends)]
    [ProducesResponseType<MessageResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.MessageNotFound), nameof(ErrorCode.RoleRequired))]
    public async Task<ActionResult<MessageResponse>> Unpin(string messageId, CancellationToken cancellationToken) =>
        mapper.Map<MessageResponse>(await mediator.Send(new SetPinCommand(messageId, IsSet: false), cancellationToken));

    /// <summary>Mark a chat as delivered up to a message</summary>
    /// <remarks>
    /// For a client that has got the messages, read or not. Past the end it is brought down to the last message, and it never goes back: the answer says where it
    /// stands. Reading and sending count as delivered. Others see it in <c>deliveredTo</c>.
    /// </remarks>
    /// <param name="chatId">24 hexadecimal digits.</param>
    /// <param name="body">Up to which message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <response code="200">How far the chat has come to the caller's devices.</response>
    [HttpPost("chat/{chatId}/delivered")]
    [Dispatches(typeof(MarkDeliveredCommand))]
    [ProducesResponseType<MarkDeliveredResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.NotAMember), nameof(ErrorCode.ChatNotFound))]
    public async Task<ActionResult<MarkDeliveredResponse>> MarkDelivered(string chatId, [FromBody] MarkDeliveredRequest body, CancellationToken cancellationToken) =>
        mapper.Map<MarkDeliveredResponse>(await mediator.Send(new MarkDeliveredCommand(chatId, body.Sequence), cancellationToken));
}
