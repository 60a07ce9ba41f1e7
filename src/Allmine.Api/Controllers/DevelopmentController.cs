using Allmine.Api.Auth;
using Allmine.Api.Contracts.Users;
using Allmine.Api.OpenApi;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Allmine.Api.Controllers;

/// <summary>Helps for development. Outside the Development environment this controller does not exist.</summary>
[Route("api/dev")]
[AllowAnonymous]
public sealed class DevelopmentController : ControllerBase
{
    /// <summary>Get a token for the playground and for tests</summary>
    /// <remarks>In Development only; elsewhere the route does not exist.</remarks>
    /// <param name="body">Whom the token is for.</param>
    /// <param name="tokens">Issues it.</param>
    /// <response code="200">The token.</response>
    [HttpPost("token")]
    [ProducesResponseType<DevelopmentTokenResponse>(StatusCodes.Status200OK)]
    [CanFail]
    public ActionResult<DevelopmentTokenResponse> IssueToken(
        [FromBody] DevelopmentTokenRequest body, [FromServices] DevelopmentTokens tokens)
    {
        if (body.UserId is null)
            throw new InvalidRequestException(ErrorCode.Required, "userId");
        if (!Id<User>.TryParse(body.UserId, out var userId))
            throw new InvalidRequestException(ErrorCode.Format, "userId");
        if (body.Role is not (null or TokenClaims.UserRole or TokenClaims.ServiceRole))
            throw new InvalidRequestException(ErrorCode.AllowedValues, "role", $"{TokenClaims.UserRole}, {TokenClaims.ServiceRole}");
        var (token, expiresAt) = tokens.Issue(userId, body.Role ?? TokenClaims.UserRole);
        return new DevelopmentTokenResponse { AccessToken = token, ExpiresAt = expiresAt };
    }
}
