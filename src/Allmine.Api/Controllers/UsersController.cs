using Allmine.Api.Contracts.Users;
using Allmine.Api.Http;
using Allmine.Api.OpenApi;
using Allmine.Application.Users.GetMe;
using Allmine.Application.Users.GetUser;
using Allmine.Application.Users.PutUser;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using AutoMapper;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace Allmine.Api.Controllers;

/// <summary>The user directory, kept by first-party backends.</summary>
[Route("api/v2/users")]
public sealed class UsersController(IMediator mediator, IMapper mapper) : ControllerBase
{
    /// <summary>Read the caller's own entry in the directory</summary>
    /// <remarks>Who the token's user is; for a service that acts for somebody, who that is.</remarks>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The entry as it is now.</response>
    [HttpGet("me")]
    [Dispatches(typeof(GetMeQuery))]
    [ProducesResponseType<UserResponse>(StatusCodes.Status200OK)]
    public async Task<ActionResult<UserResponse>> Me(CancellationToken cancellationToken) =>
        mapper.Map<UserResponse>(await mediator.Send(new GetMeQuery(), cancellationToken));

    /// <summary>Read a user's entry in the directory</summary>
    /// <remarks>For first-party backends (a token with <c>role: service</c>).</remarks>
    /// <param name="userId">24 hexadecimal digits.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="200">The entry as it is now.</response>
    [HttpGet("{userId}")]
    [Dispatches(typeof(GetUserQuery))]
    [ProducesResponseType<UserResponse>(StatusCodes.Status200OK)]
    [CanFail(nameof(ErrorCode.UserNotFound))]
    public async Task<ActionResult<UserResponse>> Get(string userId, CancellationToken cancellationToken) =>
        mapper.Map<UserResponse>(await mediator.Send(new GetUserQuery(userId), cancellationToken));

    /// <summary>Write a user's entry in the directory</summary>
    /// <remarks>For first-party backends (a token with <c>role: service</c>). Replaces the earlier entry, if there is one.</remarks>
    /// <param name="userId">24 hexadecimal digits, chosen by the backend.</param>
    /// <param name="body">The entry.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <response code="201">The entry is new.</response>
    /// <response code="200">The entry was there before and has been replaced.</response>
    [HttpPut("{userId}")]
    [Dispatches(typeof(PutUserCommand))]
    [ProducesResponseType<UserResponse>(StatusCodes.Status201Created)]
    [ProducesResponseType<UserResponse>(StatusCodes.Status200OK)]
    [CanBreak("username", nameof(ErrorCode.Blank))]
    [CanFail(nameof(ErrorCode.KindFixed))]
    public async Task<ActionResult<UserResponse>> Put(string userId, [FromBody] PutUserRequest body, CancellationToken cancellationToken)
    {
        var result = await mediator.Send(new PutUserCommand(userId, body.Username, body.ProfilePhoto, body.Kind), cancellationToken);
        var response = mapper.Map<UserResponse>((StoredUser)result.User);
        return StatusCode(result.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK, response);
    }
}
