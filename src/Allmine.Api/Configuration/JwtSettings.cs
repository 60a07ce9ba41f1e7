using System.Text;
using Allmine.Api.Configuration.Reading;

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

    public static readonly TimeSpan DefaultMaxLifetime = TimeSpan.FromDays(30);

    public static readonly TimeSpan LeastMaxLifetime = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan GreatestMaxLifetime = TimeSpan.FromDays(3650);

    /// <summary>Keys of HS256 that sign nothing any more, and that tokens are still checked by.</summary>
    public IReadOnlyList<string> PreviousSigningKeys { get; init; } = [];

    /// <summary>The longest from a token's <c>iat</c> to its <c>exp</c>; from now where it has no <c>iat</c>.</summary>
    public TimeSpan MaxLifetime { get; init; } = DefaultMaxLifetime;

    /// <exception cref="SettingException">A setting is missing, or a key is too short, the development key, or none made by chance.</exception>
    public static JwtSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var development = environment.IsDevelopment();
        var authority = configuration.Address("Jwt:Authority");
        if (!development && authority?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == false)
            throw new SettingException("Jwt:Authority", "must be an https address outside Development: whoever is on the way could put keys of his own in its answer");
        var issuer = configuration.Text("Jwt:Issuer") ?? (development && authority is null ? DevelopmentIssuer : null);
        var audience = configuration.Text("Jwt:Audience") ?? (development ? DevelopmentAudience : null);
        var maxLifetime = configuration.Duration("Jwt:MaxLifetime", DefaultMaxLifetime, LeastMaxLifetime, GreatestMaxLifetime);
        if (authority is not null)
            return new JwtSettings(null, authority, issuer, audience ?? throw new SettingException("Jwt:Audience", "is missing")) { MaxLifetime = maxLifetime };

        var key = configuration.Text("Jwt:SigningKey") ?? (development ? DevelopmentSigningKey : null);
        SettingException[] missing =
        [
            .. key is null ? [new SettingException("Jwt:SigningKey", "is missing (or set Jwt:Authority)")] : Array.Empty<SettingException>(),
            .. issuer is null ? [new SettingException("Jwt:Issuer", "is missing")] : Array.Empty<SettingException>(),
            .. audience is null ? [new SettingException("Jwt:Audience", "is missing")] : Array.Empty<SettingException>(),
        ];
        if (key is null || issuer is null || audience is null)
            throw new SettingException(missing);
        CheckKey("Jwt:SigningKey", key, development);
        var previous = configuration.List("Jwt:PreviousSigningKeys");
        foreach (var (setting, text) in previous)
            CheckKey(setting, text, development);
        return new JwtSettings(key, null, issuer, audience) { MaxLifetime = maxLifetime, PreviousSigningKeys = previous.Count == 0 ? [] : [.. previous.Select(item => item.Value)] };
    }

    private static void CheckKey(string setting, string key, bool development)
    {
        if (!development && key == DevelopmentSigningKey)
            throw new SettingException(setting, "is the development key, which everybody knows: it is refused outside Development");
        if (Encoding.UTF8.GetByteCount(key) < LeastKeyBytes)
            throw new SettingException(setting, $"must have at least {LeastKeyBytes} bytes");
        if (!development && IsPattern(Encoding.UTF8.GetBytes(key)))
            throw new SettingException(setting, "repeats itself, so that it can be guessed: take one made by chance, as by openssl rand -base64 48");
    }

    /// <summary>Without the keys.</summary>
    public override string ToString() =>
        $"{nameof(JwtSettings)} {{ {nameof(SigningKey)} = {(SigningKey is null ? "none" : "given")}, {nameof(Authority)} = {Authority}, {nameof(Issuer)} = {Issuer}, {nameof(Audience)} = {Audience}, {nameof(PreviousSigningKeys)} = {PreviousSigningKeys.Count}, {nameof(MaxLifetime)} = {MaxLifetime} }}";

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
