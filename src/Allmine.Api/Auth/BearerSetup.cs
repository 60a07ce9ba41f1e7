using System.Security.Claims;
using System.Text;
using Allmine.Api.Configuration;
using Allmine.Api.Errors;
using Allmine.Api.Http;
using Allmine.Application.Ports;
using Allmine.Application.Telemetry;
using Allmine.Domain.Errors;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
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
        if (settings.Authority is not null)
        {
            services.AddSingleton<AuthorityKeys>();
            services.AddHostedService(provider => provider.GetRequiredService<AuthorityKeys>());
            services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
                .Configure<AuthorityKeys>((options, keys) => options.ConfigurationManager = keys);
        }

        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.MapInboundClaims = false;
            // AuthorityKeys has asked for it already.
            options.RefreshOnIssuerKeyNotFound = false;
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
                IssuerSigningKeys = KeysOf(settings),
                ValidAlgorithms = settings.SigningKey is null
                    ? [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256]
                    : [SecurityAlgorithms.HmacSha256],
            };
            options.Events = new JwtBearerEvents
            {
                OnMessageReceived = ReceiveAsync,
                OnTokenValidated = context => AdmitAsync(context, settings),
                OnChallenge = context =>
                {
                    context.HandleResponse();
                    return RefuseAsync(context.HttpContext, context.AuthenticateFailure);
                },
                OnForbidden = context => ErrorEnvelope.WriteAsync(context.HttpContext, new ErrorDetail(ErrorCode.Forbidden)),
            };
        });
    }

    private static SymmetricSecurityKey[] KeysOf(JwtSettings settings) => settings.SigningKey is { } key
        ? [.. settings.PreviousSigningKeys.Prepend(key).Select(each => new SymmetricSecurityKey(Encoding.UTF8.GetBytes(each)))]
        : [];

    /// <summary>A token that was found good before needs no second look; for another one, its key is sought.</summary>
    private static async Task ReceiveAsync(MessageReceivedContext context)
    {
        string? header = context.Request.Headers.Authorization;
        context.Principal = TokensOf(context.HttpContext).Find(header);
        if (context.Principal is not null)
        {
            context.Success();
        }
        else if (context.Options.ConfigurationManager is AuthorityKeys keys && KeyIdIn(header) is { } keyId && !await keys.SeekAsync(keyId, context.HttpContext.RequestAborted))
        {
            context.Fail(new SecurityTokenSignatureKeyNotFoundException());
        }
    }

    private static string? KeyIdIn(string? header)
    {
        const string Scheme = $"{JwtBearerDefaults.AuthenticationScheme} ";
        if (header?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) != true)
            return null;
        try
        {
            return new JsonWebToken(header[Scheme.Length..].Trim()).Kid is { Length: > 0 } keyId ? keyId : null;
        }
        catch (Exception exception) when (exception is ArgumentException or SecurityTokenException)
        {
            // What it is worth is told by the check.
            return null;
        }
    }

    private static Task AdmitAsync(TokenValidatedContext context, JwtSettings settings)
    {
        var token = (JsonWebToken)context.SecurityToken;
        var now = context.HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcMilliseconds();
        if (TokenRules.Find(token, settings.MaxLifetime, now) is { } cause)
        {
            context.Fail(new TokenRefusedException(cause));
        }
        else if (TokenClaims.Read(context.Principal!) is { } claims)
        {
            context.Principal = new ClaimsPrincipal(new BearerIdentity(claims, JwtBearerDefaults.AuthenticationScheme, token.ValidTo));
            TokensOf(context.HttpContext).Keep(context.Request.Headers.Authorization, claims, token.ValidTo);
        }
        else
        {
            context.Fail(new TokenRefusedException(AuthFailure.Claims));
        }

        return Task.CompletedTask;
    }

    private static CheckedTokens TokensOf(HttpContext context) => context.RequestServices.GetRequiredService<CheckedTokens>();

    private static Task RefuseAsync(HttpContext context, Exception? failure)
    {
        var cause = AuthFailure.CauseOf(failure);
        AllmineTelemetry.CountAuthFailure(cause);
        CallOutcome.Explain(context, cause);
        // RFC 6750, section 3: no error attribute where there was no token.
        context.Response.Headers.WWWAuthenticate = failure is null ? "Bearer" : "Bearer error=\"invalid_token\"";
        return ErrorEnvelope.WriteAsync(context, new ErrorDetail(AuthFailure.CodeOf(failure)));
    }
}
