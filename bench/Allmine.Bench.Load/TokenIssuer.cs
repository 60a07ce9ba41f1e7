using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Allmine.Bench.Load;

/// <summary>Makes tokens as the development key allows: HS256, valid for a day.</summary>
internal sealed class TokenIssuer(string signingKey, string issuer, string audience)
{
    private static readonly string Header = Encode("""{"alg":"HS256","typ":"JWT"}"""u8);

    private readonly byte[] key = Encoding.UTF8.GetBytes(signingKey);
    private readonly long expiry = TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeSeconds();

    /// <summary>Takes key, issuer and audience from the arguments, or from the environment as the service names them.</summary>
    public static TokenIssuer From(Arguments arguments) => new(
        Setting(arguments, "signing-key", "Jwt__SigningKey"),
        Setting(arguments, "issuer", "Jwt__Issuer"),
        Setting(arguments, "audience", "Jwt__Audience"));

    /// <summary>A token of a person, or of a first-party backend with the role <c>service</c>.</summary>
    public string Issue(string subject, string? role = null)
    {
        var claims = role is null ? "" : $",\"role\":\"{role}\"";
        var payload = $"{{\"sub\":\"{subject}\",\"iss\":{Quoted(issuer)},\"aud\":{Quoted(audience)},\"exp\":{expiry}{claims}}}";
        var text = Header + "." + Encode(Encoding.UTF8.GetBytes(payload));
        return text + "." + Encode(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(text)));
    }

    private static string Quoted(string text) => "\"" + JsonEncodedText.Encode(text) + "\"";

    private static string Encode(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static string Setting(Arguments arguments, string argument, string variable) =>
        arguments.Has(argument)
            ? arguments.Text(argument)
            : Environment.GetEnvironmentVariable(variable) ?? throw new ArgumentException($"Neither --{argument} nor {variable} is set");
}
