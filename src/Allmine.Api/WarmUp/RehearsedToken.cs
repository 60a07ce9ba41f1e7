using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Allmine.Api.WarmUp;

/// <summary>
/// For tokens of an authority: checks a token of an issuer and a key of its own, since nobody here can make one of the authority's.
/// The service itself takes neither that issuer nor that key.
/// </summary>
internal sealed class RehearsedToken(IOptionsMonitor<JwtBearerOptions> bearer)
{
    private const string Issuer = "rehearsal";
    private const int KeyBits = 2048;

    /// <exception cref="InvalidOperationException">The token was not found good.</exception>
    public async Task RunAsync()
    {
        var options = bearer.Get(JwtBearerDefaults.AuthenticationScheme);
        using var rsa = RSA.Create(KeyBits);
        var key = new RsaSecurityKey(rsa);
        var parameters = options.TokenValidationParameters.Clone();
        parameters.ConfigurationManager = null;
        parameters.ValidIssuer = Issuer;
        parameters.IssuerSigningKey = key;
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = parameters.ValidAudience,
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
        });
        foreach (var handler in options.TokenHandlers)
        {
            var result = await handler.ValidateTokenAsync(token, parameters);
            if (!result.IsValid)
                throw new InvalidOperationException("A rehearsed token was not found good.", result.Exception);
        }
    }
}
