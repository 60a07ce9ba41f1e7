using Allmine.Application.Abstractions;
using Allmine.Application.Authorization;
using Allmine.Domain;
using Allmine.Domain.Errors;
using Allmine.Domain.Users;

namespace Allmine.Api.Auth;

/// <summary>The caller as the checked token and the header <c>X-On-Behalf-Of</c> say.</summary>
internal sealed class HttpCaller(IHttpContextAccessor accessor) : ICaller
{
    public const string OnBehalfOfHeader = "X-On-Behalf-Of";

    public Id<User>? Subject => Claims?.Subject;

    public CallerRole Role => Claims?.Role ?? CallerRole.Anonymous;

    /// <exception cref="InvalidRequestException">The header is not an identifier.</exception>
    public Id<User>? OnBehalfOf
    {
        get
        {
            if (accessor.HttpContext?.Request.Headers[OnBehalfOfHeader].ToString() is not { Length: > 0 } text || Claims is null)
                return null;
            return Id<User>.TryParse(text, out var user) ? user : throw new InvalidRequestException(ErrorCode.Format, OnBehalfOfHeader);
        }
    }

    private TokenClaims? Claims => accessor.HttpContext is { } context ? TokenClaims.Read(context.User) : null;
}
