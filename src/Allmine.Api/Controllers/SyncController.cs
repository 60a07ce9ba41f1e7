using Allmine.Api.Contracts.Chats;
using Allmine.Api.Http;
using Allmine.Api.OpenApi;
using Allmine.Application.Chats.Sync;
using Allmine.Domain.Errors;
using AutoMapper;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Allmine.Api.Controllers;

/// <summary>What has changed since.</summary>
[Route("api/v2/sync")]
public sealed class SyncController(IMediator mediator, IMapper mapper) : ControllerBase
{
    /// <summary>Read what has changed in several chats</summary>
    /// <remarks>
    /// For a client that was away. Of each chat that it holds it names the last change that it knows, and gets each thing that has changed since, as it is now;
    /// as <c>GET /chats/{chatId}/changes</c> does for one. Chats that it does not know yet are in <c>GET /chats</c>.
    /// </remarks>
    /// <param name="body">What the caller holds.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">What has changed, in the order asked.</response>
    [HttpPost]
    [Dispatches(typeof(SyncCommand))]
    [ProducesResponseType<SyncResponse>(StatusCodes.Status200OK)]
    [CanBreak("chats", nameof(ErrorCode.TooMany), Greatest = SyncCommand.MaxChats)]
    [CanBreak("chats", nameof(ErrorCode.Format), nameof(ErrorCode.Duplicate))]
    [CanBreak("chats", nameof(ErrorCode.Range), Least = 0)]
    public async Task<ActionResult<SyncResponse>> Sync([FromBody] SyncRequest body, CancellationToken cancellationToken) =>
        mapper.Map<SyncResponse>(await mediator.Send(new SyncCommand(body.Chats), cancellationToken));
}
