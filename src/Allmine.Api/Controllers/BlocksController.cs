using Allmine.Api.Contracts.Chats;
using Allmine.Api.Http;
using Allmine.Api.OpenApi;
using Allmine.Application.Blocks.BlockUser;
using Allmine.Application.Blocks.GetBlock;
using Allmine.Application.Blocks.ListBlocks;
using Allmine.Application.Blocks.UnblockUser;
using Allmine.Domain.Errors;
using AutoMapper;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Allmine.Api.Controllers;

/// <summary>Whom the caller has blocked. While one of two has blocked the other, neither can send to the other directly.</summary>
[Route("api/v2/blocks")]
public sealed class BlocksController(IMediator mediator, IMapper mapper) : ControllerBase
{
    /// <summary>List whom the caller has blocked</summary>
    /// <remarks>The newest block first.</remarks>
    /// <param name="cursor">Where the page before ended; left out for the first page.</param>
    /// <param name="limit">The most users to return.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The page.</response>
    [HttpGet]
    [Dispatches(typeof(ListBlocksQuery))]
    [ProducesResponseType<BlocksResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<BlocksResponse>> List([FromQuery] string? cursor, [FromQuery] int? limit, CancellationToken cancellationToken) =>
        mapper.Map<BlocksResponse>(await mediator.Send(new ListBlocksQuery(cursor, limit), cancellationToken));

    /// <summary>Tell whether the caller has blocked a user</summary>
    /// <remarks>Only of the caller's own block: nobody learns who has blocked them, other than by a send that is refused.</remarks>
    /// <param name="userId">The other user, 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">Whether it is so.</response>
    [HttpGet("{userId}")]
    [Dispatches(typeof(GetBlockQuery))]
    [ProducesResponseType<BlockResponse>(StatusCodes.Status200OK)]
    [CanBreak("userId", nameof(ErrorCode.Self))]
    public async Task<ActionResult<BlockResponse>> Get(string userId, CancellationToken cancellationToken) =>
        new BlockResponse { Blocked = await mediator.Send(new GetBlockQuery(userId), cancellationToken) };

    /// <summary>Block a user</summary>
    /// <remarks>
    /// From the answer on, no message goes from one of the two to the other in their direct chat. What was sent before stays;
    /// groups go on. To block somebody again changes nothing.
    /// </remarks>
    /// <param name="userId">The other user, 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="204">The user is blocked.</response>
    [HttpPut("{userId}")]
    [Dispatches(typeof(BlockUserCommand))]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [CanFail(nameof(ErrorCode.UserNotFound))]
    [CanBreak("userId", nameof(ErrorCode.Self))]
    public async Task<IActionResult> Put(string userId, CancellationToken cancellationToken)
    {
        await mediator.Send(new BlockUserCommand(userId), cancellationToken);
        return NoContent();
    }

    /// <summary>Take a block back</summary>
    /// <remarks>Of the caller's own; if the other one has blocked the caller too, that stays.</remarks>
    /// <param name="userId">The other user, 24 hexadecimal digits.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="204">The user is not blocked, whether or not it was before.</response>
    [HttpDelete("{userId}")]
    [Dispatches(typeof(UnblockUserCommand))]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [CanBreak("userId", nameof(ErrorCode.Self))]
    public async Task<IActionResult> Delete(string userId, CancellationToken cancellationToken)
    {
        await mediator.Send(new UnblockUserCommand(userId), cancellationToken);
        return NoContent();
    }
}
