using System.Text;

namespace Allmine.Api.Configuration;

/// <summary>How tokens are checked (section <c>Jwt</c>).</summary>
/// <param name="SigningKey">The key of HS256, its UTF-8 bytes; null if <paramref name="Authority"/> publishes the keys.</param>
/// <param name="Authority">The issuer whose published keys (RS256, ES256) are used; null if there is a signing key.</param>
/// <param name="Issuer">The <c>iss</c> that a token must have; null for the one that the authority publishes.</param>
/// <param name="Audience">The <c>aud</c> that a token must have.</param>
public sealed record JwtSettings(string? SigningKey, string? Authority, string? Issuer, string Audience)
{
    /// <summary>Known to everybody, so it is refused outside Development.</summary>
    public const string DevelopmentSigningKey = "allmine-development-key-refused-everywhere-else";

    public const string DevelopmentIssuer = "allmine-development";

    public const string DevelopmentAudience = "allmine";

    /// <summary>The fewest bytes of a signing key: those of SHA-256.</summary>
    public const int LeastKeyBytes = 32;

    /// <summary>The fewest different bytes of a signing key. Of 32 hexadecimal digits by chance there are 14, and fewer than 6 once in 10¹² times.</summary>
    public const int LeastDifferentBytes = 6;

    /// <exception cref="SettingException">A setting is missing, or the key is too short, the development key, or none made by chance.</exception>
    public static JwtSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var development = environment.IsDevelopment();
        var authority = configuration.Address("Jwt:Authority");
        var issuer = configuration.Text("Jwt:Issuer") ?? (development && authority is null ? DevelopmentIssuer : null);
        var audience = configuration.Text("Jwt:Audience") ?? (development ? DevelopmentAudience : null)
            ?? throw new SettingException("Jwt:Audience", "is missing");
        if (authority is not null)
            return new JwtSettings(null, authority, issuer, audience);

        var key = configuration.Text("Jwt:SigningKey") ?? (development ? DevelopmentSigningKey : null)
            ?? throw new SettingException("Jwt:SigningKey", "is missing (or set Jwt:Authority)");
        if (!development && key == DevelopmentSigningKey)
            throw new SettingException("Jwt:SigningKey", "is the development key, which everybody knows: it is refused outside Development");
        if (Encoding.UTF8.GetByteCount(key) < LeastKeyBytes)
            throw new SettingException("Jwt:SigningKey", $"must have at least {LeastKeyBytes} bytes");
        if (!development && IsPattern(Encoding.UTF8.GetBytes(key)))
            throw new SettingException("Jwt:SigningKey", "repeats itself, so that it can be guessed: take one made by chance, as by openssl rand -base64 48");
        if (issuer is null)
            throw new SettingException("Jwt:Issuer", "is missing");
        return new JwtSettings(key, null, issuer, audience);
    }

    /// <summary>Without the key.</summary>
    public override string ToString() =>
        $"{nameof(JwtSettings)} {{ {nameof(SigningKey)} = {(SigningKey is null ? "none" : "given")}, {nameof(Authority)} = {Authority}, {nameof(Issuer)} = {Issuer}, {nameof(Audience)} = {Audience} }}";

    /// <summary>
    /// Whether few different bytes make the key, or few different steps from each to the next one, as in an alphabet, or one piece that
    /// comes again and again.
    /// </summary>
    private static bool IsPattern(byte[] key)
    {
        var steps = key.Zip(key.Skip(1), (one, next) => next - one);
        return key.Distinct().Count() < LeastDifferentBytes
            || steps.Distinct().Count() < LeastDifferentBytes
            || Enumerable.Range(1, key.Length / 2).Any(length => key.AsSpan(length).SequenceEqual(key.AsSpan(0, key.Length - length)));
    }
}
