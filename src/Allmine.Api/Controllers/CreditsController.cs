using Allmine.Api.Contracts.Credits;
using Allmine.Api.Http;
using Allmine.Api.OpenApi;
using Allmine.Application.Credits.GetCredits;
using Allmine.Application.Credits.GetTransactions;
using Allmine.Application.Credits.GetUserCredits;
using Allmine.Application.Credits.GetUserTransactions;
using Allmine.Application.Credits.GrantCredits;
using Allmine.Domain.Errors;
using AutoMapper;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Allmine.Api.Controllers;

/// <summary>Balances, ledgers and grants. Credits are sent as messages.</summary>
[Route("api/v2/users")]
public sealed class CreditsController(IMediator mediator, IMapper mapper) : ControllerBase
{
    /// <summary>Read the caller's balance</summary>
    /// <remarks>Nobody learns another user's balance.</remarks>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The balance as of now.</response>
    [HttpGet("me/credits")]
    [Dispatches(typeof(GetCreditsQuery))]
    [ProducesResponseType<CreditsResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<CreditsResponse>> Get(CancellationToken cancellationToken) =>
        mapper.Map<CreditsResponse>(await mediator.Send(new GetCreditsQuery(), cancellationToken));

    /// <summary>Read the caller's ledger</summary>
    /// <remarks>Every movement of the caller's credits, newest first. Entries never change, and none is removed.</remarks>
    /// <param name="cursor">The <c>nextCursor</c> of the page before, as it is; the first page if left out.</param>
    /// <param name="limit">The most entries to return.</param>
    /// <param name="direction">Only entries of that direction.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The page.</response>
    [HttpGet("me/transactions")]
    [Dispatches(typeof(GetTransactionsQuery))]
    [ProducesResponseType<TransactionsResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<TransactionsResponse>> Transactions(
        [FromQuery] string? cursor, [FromQuery] int? limit, [FromQuery] string? direction, CancellationToken cancellationToken) =>
        mapper.Map<TransactionsResponse>(await mediator.Send(new GetTransactionsQuery(cursor, limit, direction), cancellationToken));

    /// <summary>Read a user's balance</summary>
    /// <remarks>For first-party backends (a token with <c>role: service</c>).</remarks>
    /// <param name="userId">24 hexadecimal digits.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The balance as of now.</response>
    [HttpGet("{userId}/credits")]
    [Dispatches(typeof(GetUserCreditsQuery))]
    [ProducesResponseType<CreditsResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.UserNotFound))]
    public async Task<ActionResult<CreditsResponse>> GetOf(string userId, CancellationToken cancellationToken) =>
        mapper.Map<CreditsResponse>(await mediator.Send(new GetUserCreditsQuery(userId), cancellationToken));

    /// <summary>Read a user's ledger</summary>
    /// <remarks>For first-party backends (a token with <c>role: service</c>): every movement of the user's credits, newest first.</remarks>
    /// <param name="userId">24 hexadecimal digits.</param>
    /// <param name="cursor">The <c>nextCursor</c> of the page before, as it is; the first page if left out.</param>
    /// <param name="limit">The most entries to return.</param>
    /// <param name="direction">Only entries of that direction.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The page.</response>
    [HttpGet("{userId}/transactions")]
    [Dispatches(typeof(GetUserTransactionsQuery))]
    [ProducesResponseType<TransactionsResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.UserNotFound))]
    public async Task<ActionResult<TransactionsResponse>> TransactionsOf(
        string userId, [FromQuery] string? cursor, [FromQuery] int? limit, [FromQuery] string? direction, CancellationToken cancellationToken) =>
        mapper.Map<TransactionsResponse>(await mediator.Send(new GetUserTransactionsQuery(userId, cursor, limit, direction), cancellationToken));

    /// <summary>Grant credits to a user</summary>
    /// <remarks>
    /// For first-party backends (a token with <c>role: service</c>): new credits for a user of the directory. The key belongs to the token's
    /// subject; repeated with it, the same grant is answered once more and nothing is granted.
    /// </remarks>
    /// <param name="userId">24 hexadecimal digits.</param>
    /// <param name="body">How many.</param>
    /// <param name="key">Makes a repetition safe, for ever. 1 to 255 visible ASCII characters. Required.</param>
    /// <param name="cancellationToken">Ends the wait, not the grant.</param>
    /// <response code="201">Granted: stored for good.</response>
    [HttpPost("{userId}/credits")]
    [Dispatches(typeof(GrantCreditsCommand))]
    [ProducesResponseType<GrantResponse>(StatusCodes.Status201Created)]
    [AnswersHeader(StatusCodes.Status201Created, ApiHeaders.Replayed, "`true` if an earlier request with the same key made the grant.")]
    [CanFail(nameof(ErrorCode.KeyRequired), nameof(ErrorCode.UserNotFound), nameof(ErrorCode.KeyReused))]
    [CanBreak("amount", nameof(ErrorCode.NotAllowed))]
    public async Task<ActionResult<GrantResponse>> Grant(
        string userId,
        [FromBody] GrantCreditsRequest body,
        [FromHeader(Name = ApiHeaders.IdempotencyKey), BindRequired] string? key,
        CancellationToken cancellationToken)
    {
        var result = await mediator.Send(new GrantCreditsCommand(userId, body.Amount, ApiHeaders.KeyIn(key)), cancellationToken);
        if (result.Replayed)
            Response.Headers[ApiHeaders.Replayed] = "true";
        return StatusCode(StatusCodes.Status201Created, mapper.Map<GrantResponse>(result));
    }
}
