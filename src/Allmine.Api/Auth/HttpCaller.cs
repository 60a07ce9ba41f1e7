using Allmine.Application.Abstractions;
using Allmine.Application.Authorization;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Api.Auth;

/// <summary>The caller as the checked token and the header <c>X-On-Behalf-Of</c> say.</summary>
internal sealed class HttpCaller : ICaller
{
    public const string OnBehalfOfHeader = "X-On-Behalf-Of";

    /// <exception cref="InvalidRequestException">The header is not an identifier.</exception>
    public HttpCaller(IHttpContextAccessor accessor)
    {
        var context = accessor.HttpContext;
        if (context is null || TokenClaims.Read(context.User) is not { } claims)
            return;
        Subject = claims.Subject;
        Role = claims.Role;
        if (context.Request.Headers.TryGetValue(OnBehalfOfHeader, out var header) && header.ToString() is { Length: > 0 } text)
            OnBehalfOf = Id<User>.TryParse(text, out var user) ? user : throw new InvalidRequestException(ErrorCode.Format, OnBehalfOfHeader);
    }

    public Id<User>? Subject { get; }

    public CallerRole Role { get; }

    public Id<User>? OnBehalfOf { get; }
}
