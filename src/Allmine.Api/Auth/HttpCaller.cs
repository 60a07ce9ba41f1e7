using Allmine.Api.Http;
using Allmine.Api.Http.Binding;
using Allmine.Application.Authorization;
using Allmine.Application.Ports;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Api.Auth;

/// <summary>The caller as the checked token and the header <c>X-On-Behalf-Of</c> say.</summary>
internal sealed class HttpCaller(IHttpContextAccessor accessor) : ICaller
{
    public Id<User>? Subject => Claims?.Subject;

    public CallerRole Role => Claims?.Role ?? CallerRole.Anonymous;

    /// <exception cref="InvalidRequestException">The header of a first-party backend is not one identifier.</exception>
    /// <exception cref="RefusedException"><c>auth.forbidden</c>: it is not one, and comes from a person, who may not give any.</exception>
    public Id<User>? OnBehalfOf
    {
        get
        {
            if (accessor.HttpContext?.Request.Headers[ApiHeaders.OnBehalfOf].ToString() is not { Length: > 0 } text || Claims is not { } claims)
                return null;
            if (Id<User>.TryParse(text, out var user))
                return user;
            throw claims.Role == CallerRole.Service
                ? new InvalidRequestException(ErrorCode.Format, ForeignName.OfHeader(ApiHeaders.OnBehalfOf))
                : new RefusedException(ErrorCode.Forbidden, ForbiddenReason.ActsForOthers);
        }
    }

    private TokenClaims? Claims => accessor.HttpContext is { } context ? TokenClaims.Read(context.User) : null;
}
