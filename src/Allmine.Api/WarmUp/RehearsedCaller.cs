using System.Security.Claims;
using System.Text.Json;
using Allmine.Api.Auth;
using Allmine.Api.Configuration;
using Allmine.Api.Http;
using Allmine.Application.Authorization;
using Allmine.Domain;
using Allmine.Domain.Users;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Net.Http.Headers;

namespace Allmine.Api.WarmUp;

/// <summary>Calls the service: with tokens of its own where it has the key, else in the name that the stand-in is told.</summary>
internal sealed class RehearsedCaller(IRehearsedWay way, StandIn standIn, JwtSettings jwt, DevelopmentTokens tokens)
{
    /// <param name="caller">In whose name.</param>
    /// <param name="role">The caller's.</param>
    /// <param name="method">Of HTTP.</param>
    /// <param name="address">Path and query.</param>
    /// <param name="expected">The status of the answer.</param>
    /// <param name="body">Of the request, if it has one.</param>
    /// <param name="key">The idempotency key, if there is one.</param>
    /// <param name="contentType">Of the body.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The body of the answer, if it is one of success.</returns>
    /// <exception cref="InvalidOperationException">The answer has another status.</exception>
    public async Task<JsonElement> CallAsync(
        Id<User> caller,
        CallerRole role,
        string method,
        string address,
        int expected,
        byte[]? body,
        string? key,
        string contentType,
        CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>();
        if (body is not null)
            headers[HeaderNames.ContentType] = contentType;
        if (key is not null)
            headers[ApiHeaders.IdempotencyKey] = key;
        if (jwt.SigningKey is not null)
            headers[HeaderNames.Authorization] = $"{JwtBearerDefaults.AuthenticationScheme} {tokens.Issue(caller, RoleName(role)).Token}";
        else
            standIn.Caller = new ClaimsPrincipal(new BearerIdentity(new TokenClaims(caller, role), JwtBearerDefaults.AuthenticationScheme, DateTime.MaxValue));
        var (status, answer) = await way.SendAsync(new RehearsedRequest(method, address, headers, body), cancellationToken);
        if (status != expected)
            throw new InvalidOperationException($"{method} {address} was answered with {status}: {answer}");
        return status < StatusCodes.Status400BadRequest ? JsonSerializer.Deserialize<JsonElement>(answer) : default;
    }

    private static string RoleName(CallerRole role) => role == CallerRole.Service ? TokenClaims.ServiceRole : TokenClaims.UserRole;
}
