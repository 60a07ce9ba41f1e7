using Allmine.Api.Contracts.Chats;
using Allmine.Api.Http;
using Allmine.Api.OpenApi;
using Allmine.Api.RateLimiting;
using Allmine.Application.Chats.PutMember;
using Allmine.Application.Chats.RemoveMember;
using Allmine.Application.Chats.SetRole;
using Allmine.Application.Chats.SetSettings;
using Allmine.Application.Chats.UpdateChat;
using Allmine.Domain.Errors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Allmine.Api.Controllers;

/// <content>What can change of a chat itself.</content>
public sealed partial class ChatsController
{
    /// <summary>Change a group's title or photo</summary>
    /// <remarks>
    /// By an admin. What is left out stays, null takes away. A change is told by a line in the history, a message of the type <c>system</c>; what changes nothing makes
    /// none. The photo is an image that the caller has uploaded.
    /// </remarks>
    /// <param name="chatId">24 hexadecimal digits.</param>
    /// <param name="body">What is to change.</param>
    /// <param name="cancellationToken">Ends the wait, not the change.</param>
    /// <response code="200">The chat as it reads now.</response>
    [HttpPatch("{chatId}")]
    [Dispatches(typeof(UpdateChatCommand))]
    [LimitedAs(RateLimits.Sends)]
    [ProducesResponseType<ChatDetailsResponse>(StatusCodes.Status200OK)]
    [CanFail(
        nameof(ErrorCode.NotAMember), nameof(ErrorCode.ChatNotFound), nameof(ErrorCode.ChatDirect), nameof(ErrorCode.RoleRequired), nameof(ErrorCode.MediaNotFound),
        nameof(ErrorCode.ContentMismatch))]
    [CanBreak("title", nameof(ErrorCode.Blank))]
    [CanBreak("photo", nameof(ErrorCode.Blank))]
    public async Task<ActionResult<ChatDetailsResponse>> Update(string chatId, [FromBody] UpdateChatRequest body, CancellationToken cancellationToken) =>
        mapper.Map<ChatDetailsResponse>(await mediator.Send(body.ToCommand(chatId), cancellationToken));

    /// <summary>Add a member to a group</summary>
    /// <remarks>
    /// By an admin between whom and the user there is no block. Who is there already stays as they are. A new member sees what comes from the line on that tells of
    /// their coming, or everything, which is unread then.
    /// </remarks>
    /// <param name="chatId">24 hexadecimal digits.</param>
    /// <param name="userId">24 hexadecimal digits.</param>
    /// <param name="body">What the member sees; it may be left out.</param>
    /// <param name="cancellationToken">Ends the wait, not the change.</param>
    /// <response code="201">The member is new.</response>
    /// <response code="200">The member was there before.</response>
    [HttpPut("{chatId}/members/{userId}")]
    [Dispatches(typeof(PutMemberCommand))]
    [LimitedAs(RateLimits.Sends)]
    [ProducesResponseType<MemberResponse>(StatusCodes.Status201Created)]
    [ProducesResponseType<MemberResponse>(StatusCodes.Status200OK)]
    [CanFail(
        nameof(ErrorCode.NotAMember), nameof(ErrorCode.ChatNotFound), nameof(ErrorCode.ChatDirect), nameof(ErrorCode.RoleRequired), nameof(ErrorCode.UserNotFound),
        nameof(ErrorCode.Blocked), nameof(ErrorCode.ChatFull))]
    public async Task<ActionResult<MemberResponse>> PutMember(
        string chatId, string userId, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] PutMemberRequest? body, CancellationToken cancellationToken)
    {
        var result = await mediator.Send(new PutMemberCommand(chatId, userId, body?.History), cancellationToken);
        return StatusCode(result.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK, mapper.Map<MemberResponse>(result.Member));
    }

    /// <summary>Remove a member from a group, or leave it</summary>
    /// <remarks>
    /// By the member itself, or by an admin; an owner is removed by an owner. Whoever is no member any more sees nothing of the group, and no message of theirs is taken from
    /// the line on that tells of it. A group with members keeps an owner.
    /// </remarks>
    /// <param name="chatId">24 hexadecimal digits.</param>
    /// <param name="userId">24 hexadecimal digits, or <c>me</c>.</param>
    /// <param name="cancellationToken">Ends the wait, not the change.</param>
    /// <response code="204">The user is no member, whether or not they were one before.</response>
    [HttpDelete("{chatId}/members/{userId}")]
    [Dispatches(typeof(RemoveMemberCommand))]
    [LimitedAs(RateLimits.Sends)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [CanFail(
        nameof(ErrorCode.NotAMember), nameof(ErrorCode.ChatNotFound), nameof(ErrorCode.ChatDirect), nameof(ErrorCode.RoleRequired), nameof(ErrorCode.LastOwner))]
    public async Task<IActionResult> RemoveMember(string chatId, string userId, CancellationToken cancellationToken)
    {
        await mediator.Send(new RemoveMemberCommand(chatId, userId), cancellationToken);
        return NoContent();
    }

    /// <summary>Give a member a role</summary>
    /// <remarks>By an owner; anybody may step down. A group with members keeps an owner.</remarks>
    /// <param name="chatId">24 hexadecimal digits.</param>
    /// <param name="userId">24 hexadecimal digits.</param>
    /// <param name="body">The role.</param>
    /// <param name="cancellationToken">Ends the wait, not the change.</param>
    /// <response code="200">The member.</response>
    [HttpPut("{chatId}/members/{userId}/role")]
    [Dispatches(typeof(SetRoleCommand))]
    [LimitedAs(RateLimits.Sends)]
    [ProducesResponseType<MemberResponse>(StatusCodes.Status200OK)]
    [CanFail(
        nameof(ErrorCode.NotAMember), nameof(ErrorCode.ChatNotFound), nameof(ErrorCode.ChatDirect), nameof(ErrorCode.RoleRequired), nameof(ErrorCode.LastOwner))]
    [CanBreak("userId", nameof(ErrorCode.TargetNotAMember))]
    public async Task<ActionResult<MemberResponse>> SetRole(string chatId, string userId, [FromBody] SetRoleRequest body, CancellationToken cancellationToken) =>
        mapper.Map<MemberResponse>(await mediator.Send(new SetRoleCommand(chatId, userId, body.Role), cancellationToken));

    /// <summary>Change one's own settings of a chat</summary>
    /// <remarks>Nobody else sees them, but for services, which see who has the chat muted. What is left out stays.</remarks>
    /// <param name="chatId">24 hexadecimal digits.</param>
    /// <param name="body">What is to change.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <response code="200">The settings as they are now.</response>
    [HttpPut("{chatId}/settings")]
    [Dispatches(typeof(SetSettingsCommand))]
    [ProducesResponseType<ChatSettingsResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.NotAMember), nameof(ErrorCode.ChatNotFound))]
    public async Task<ActionResult<ChatSettingsResponse>> SetSettings(string chatId, [FromBody] SetSettingsRequest body, CancellationToken cancellationToken) =>
        mapper.Map<ChatSettingsResponse>(await mediator.Send(body.ToCommand(chatId), cancellationToken));
}
