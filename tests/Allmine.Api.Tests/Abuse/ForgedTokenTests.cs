using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Allmine.Api.Configuration;
using Allmine.Api.Tests.Hosting;
using Allmine.Api.Tests.Hosting.Callers;

namespace Allmine.Api.Tests.Abuse;

/// <summary>Tokens that say themselves how they are to be checked, and tokens in places where none belongs.</summary>
public sealed class ForgedTokenTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const string Path = "/api/v2/chats";

    /// <summary>Made once: to make one takes a second.</summary>
    private static readonly Lazy<RSA> OwnKey = new(() => RSA.Create(2048));

    private readonly Service service = fixture.Service;

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("nOnE")]
    [InlineData("")]
    public async Task Token_WhenItNamesNoAlgorithm_ThenIsRefused(string algorithm)
    {
        var user = await service.NewUserAsync();
        var header = $$"""{ "alg": "{{algorithm}}", "typ": "JWT" }""";
        foreach (var sign in new Func<byte[], byte[]>[] { _ => [], Hmac(Tokens.OtherKey), Hmac("") })
            (await service.With(Forge(header, Payload(user.UserId), sign)).GetAsync(Path)).ExpectError(401, "auth.invalid_token");
    }

    /// <summary>The address in it is never asked for.</summary>
    [Theory]
    [InlineData("""{ "alg": "HS256", "jwk": { "kty": "oct", "k": "KEY" } }""")]
    [InlineData("""{ "alg": "HS256", "jku": "ADDRESS/keys", "kid": "1" }""")]
    [InlineData("""{ "alg": "HS256", "x5u": "ADDRESS/key.pem" }""")]
    [InlineData("""{ "alg": "HS256", "kid": "ADDRESS/keys" }""")]
    [InlineData("""{ "alg": "HS256", "kid": "../../../../../../dev/null" }""")]
    [InlineData("""{ "alg": "HS256", "kid": "' UNION SELECT 'KEY" }""")]
    [InlineData("""{ "alg": "HS256", "x5c": ["KEY"] }""")]
    public async Task Token_WhenItBringsItsKeyAlong_ThenIsRefusedAndNothingIsFetched(string header)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var authority = await TestAuthority.StartAsync();
        using var folder = new TemporaryFolder();
        await using var withAuthority = new Service(new ServiceOptions(folder.Path) { Settings = new Dictionary<string, string> { ["Jwt:Authority"] = authority.Address } });
        var user = await service.NewUserAsync();
        var own = header.Replace("ADDRESS", $"http://{listener.LocalEndpoint}", StringComparison.Ordinal)
            .Replace("KEY", Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Tokens.OtherKey)), StringComparison.Ordinal);

        foreach (var key in new[] { Tokens.OtherKey, "" })
        {
            (await service.With(Forge(own, Payload(user.UserId), Hmac(key))).GetAsync(Path)).ExpectError(401, "auth.invalid_token");
            var payload = Payload(user.UserId, authority.Address);
            (await withAuthority.With(Forge(own, payload, Hmac(key))).GetAsync(Path)).ExpectError(401, "auth.invalid_token");
            (await withAuthority.With(Forge(own.Replace("HS256", "RS256", StringComparison.Ordinal), payload, Rsa)).GetAsync(Path)).ExpectError(401, "auth.invalid_token");
        }

        Assert.False(listener.Pending());
    }

    /// <summary>What everybody can read of the authority's key, taken for the secret of HS256.</summary>
    [Fact]
    public async Task Token_WhenSignedWithThePublishedKey_ThenIsRefused()
    {
        await using var authority = await TestAuthority.StartAsync();
        using var folder = new TemporaryFolder();
        await using var withAuthority = new Service(new ServiceOptions(folder.Path) { Settings = new Dictionary<string, string> { ["Jwt:Authority"] = authority.Address } });
        using var http = new HttpClient();
        var published = JsonDocument.Parse(await http.GetStringAsync($"{authority.Address}/keys")).RootElement.GetProperty("keys")[0];
        var (modulus, exponent) = (published.GetProperty("n").GetString()!, published.GetProperty("e").GetString()!);
        using var rsa = RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars(modulus), Exponent = Base64Url.DecodeFromChars(exponent) });
        byte[][] secrets = [Base64Url.DecodeFromChars(modulus), Encoding.UTF8.GetBytes(modulus), rsa.ExportSubjectPublicKeyInfo(), rsa.ExportRSAPublicKey(), Encoding.UTF8.GetBytes(rsa.ExportSubjectPublicKeyInfoPem())];

        foreach (var secret in secrets)
        {
            var token = Forge("""{ "alg": "HS256", "kid": "1" }""", Payload(Tokens.NewId(), authority.Address), signed => HMACSHA256.HashData(secret, signed));
            (await withAuthority.With(token).GetAsync(Path)).ExpectError(401, "auth.invalid_token");
        }

        // The same way to write one is taken where the key is the right one.
        var user = await service.NewUserAsync();
        (await service.With(Forge("""{ "alg": "HS256" }""", Payload(user.UserId), Hmac(JwtSettings.DevelopmentSigningKey))).GetAsync(Path)).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/api/v2/chats?access_token=")]
    [InlineData("/api/v2/chats?token=")]
    [InlineData("/api/v2/chats?Authorization=Bearer%20")]
    [InlineData("/api/v2/events?access_token=")]
    [InlineData("/api/v2/events?token=")]
    public async Task Token_WhenInTheQueryOrACookie_ThenCountsForNothing(string path)
    {
        var user = await service.NewUserAsync();
        var token = Tokens.ForUser(user.UserId);

        (await service.Anonymous.GetAsync(path + token)).ExpectError(401, "auth.required");
        (await service.Anonymous.GetAsync(path[..path.IndexOf('?', StringComparison.Ordinal)], ("Cookie", $"access_token={token}; Authorization=Bearer {token}"))).ExpectError(401, "auth.required");
    }

    private static string Payload(string subject, string issuer = JwtSettings.DevelopmentIssuer) => JsonSerializer.Serialize(new
    {
        sub = subject,
        iss = issuer,
        aud = JwtSettings.DevelopmentAudience,
        exp = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds(),
    });

    private static Func<byte[], byte[]> Hmac(string key) => signed => HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), signed);

    private static byte[] Rsa(byte[] signed) => OwnKey.Value.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static string Forge(string header, string payload, Func<byte[], byte[]> sign)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }
}
