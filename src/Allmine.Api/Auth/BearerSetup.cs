using System.Text;
using Allmine.Api.Configuration;
using Allmine.Api.Errors;
using Allmine.Domain.Errors;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace Allmine.Api.Auth;

/// <summary>How bearer tokens are checked, and what a caller hears when one is refused.</summary>
internal static class BearerSetup
{
    /// <summary>The clocks of issuer and service may differ by this much.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    public static void AddBearer(this IServiceCollection services, JwtSettings settings)
    {
        services.AddAuthorization();
        services.AddSingleton<CheckedTokens>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.MapInboundClaims = false;
            options.Authority = settings.Authority;
            options.RequireHttpsMetadata = settings.Authority?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) != false;
            options.TokenValidationParameters = new TokenValidationParameters
            {
                ValidateIssuer = true,
                ValidIssuer = settings.Issuer,
                ValidateAudience = true,
                ValidAudience = settings.Audience,
                ValidateLifetime = true,
                RequireExpirationTime = true,
                ClockSkew = ClockSkew,
                RequireSignedTokens = true,
                ValidateIssuerSigningKey = true,
                IssuerSigningKey = settings.SigningKey is { } key ? new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key)) : null,
                ValidAlgorithms = settings.SigningKey is null
                    ? [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256]
                    : [SecurityAlgorithms.HmacSha256],
            };
            options.Events = new JwtBearerEvents
            {
                OnMessageReceived = context =>
                {
                    context.Principal = TokensOf(context.HttpContext).Find(context.Request.Headers.Authorization);
                    if (context.Principal is not null)
                        context.Success();
                    return Task.CompletedTask;
                },
                OnTokenValidated = context =>
                {
                    if (TokenClaims.Read(context.Principal!) is { } claims)
                        TokensOf(context.HttpContext).Keep(context.Request.Headers.Authorization, claims, context.SecurityToken.ValidTo);
                    else
                        context.Fail("The token's subject or role is none that is known.");
                    return Task.CompletedTask;
                },
                OnChallenge = context =>
                {
                    context.HandleResponse();
                    return RefuseAsync(context.HttpContext, context.AuthenticateFailure);
                },
                OnForbidden = context => ErrorEnvelope.WriteAsync(context.HttpContext, new ErrorDetail(ErrorCode.Forbidden)),
            };
        });
    }

    private static CheckedTokens TokensOf(HttpContext context) => context.RequestServices.GetRequiredService<CheckedTokens>();

    private static Task RefuseAsync(HttpContext context, Exception? failure)
    {
        var code = failure switch
        {
            null => ErrorCode.AuthRequired,
            SecurityTokenExpiredException => ProtocolErrorCode.ExpiredToken,
            _ => ProtocolErrorCode.InvalidToken,
        };
        // RFC 6750, section 3: no error attribute where there was no token.
        context.Response.Headers.WWWAuthenticate = failure is null ? "Bearer" : "Bearer error=\"invalid_token\"";
        return ErrorEnvelope.WriteAsync(context, new ErrorDetail(code));
    }
}
