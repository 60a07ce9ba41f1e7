using System.Security.Claims;
using System.Security.Cryptography;
using Allmine.Api.Auth;
using Allmine.Api.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Allmine.Api.Tests.Hosting.Callers;

/// <summary>An issuer of tokens that publishes its keys, on a free port of the loopback address.</summary>
internal sealed class TestAuthority : IAsyncDisposable
{
    private readonly WebApplication app;
    private RSA rsa = RSA.Create(2048);
    private int keyId = 1;
    private int fetches;

    private TestAuthority(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", async () =>
        {
            await Answers.Task;
            return Results.Json(new { issuer = Address, jwks_uri = $"{Address}/keys" });
        });
        app.MapGet("/keys", () =>
        {
            Interlocked.Increment(ref fetches);
            var key = rsa.ExportParameters(includePrivateParameters: false);
            return Results.Json(new
            {
                keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = $"{keyId}", n = Base64UrlEncoder.Encode(key.Modulus), e = Base64UrlEncoder.Encode(key.Exponent) } },
            });
        });
        Answers.SetResult();
    }

    public string Address => app.Urls.First();

    /// <summary>How often its keys were asked for.</summary>
    public int Fetches => Volatile.Read(ref fetches);

    /// <summary>Who asks waits for it.</summary>
    public TaskCompletionSource Answers { get; set; } = new();

    /// <param name="port">0 for a free one.</param>
    public static async Task<TestAuthority> StartAsync(int port = 0)
    {
        var authority = new TestAuthority(port);
        await authority.app.StartAsync();
        return authority;
    }

    /// <summary>From now on it has another key, and no more the one before.</summary>
    public void Rotate()
    {
        rsa.Dispose();
        rsa = RSA.Create(2048);
        keyId++;
    }

    /// <param name="user">Its subject.</param>
    /// <param name="key">The id of the key that it names; that of the key that it is signed with by default.</param>
    public string TokenFor(string user, string? key = null) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Address,
        Audience = JwtSettings.DevelopmentAudience,
        Subject = new ClaimsIdentity([new Claim(TokenClaims.SubjectClaim, user)]),
        SigningCredentials = new SigningCredentials(new RsaSecurityKey(rsa) { KeyId = key ?? $"{keyId}" }, SecurityAlgorithms.RsaSha256)
        {
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        },
    });

    public async ValueTask DisposeAsync()
    {
        Answers.TrySetResult();
        await app.DisposeAsync();
        rsa.Dispose();
    }
}
