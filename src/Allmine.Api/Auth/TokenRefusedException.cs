using Microsoft.IdentityModel.Tokens;

namespace Allmine.Api.Auth;

/// <summary>A token is signed well, and refused all the same.</summary>
/// <param name="cause">One of <see cref="AuthFailure"/>.</param>
internal sealed class TokenRefusedException(string cause) : SecurityTokenException($"The token is refused: {cause}.")
{
    public string Cause { get; } = cause;
}
