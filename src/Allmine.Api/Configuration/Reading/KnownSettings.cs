using System.Globalization;
using System.Text.RegularExpressions;
using Allmine.Infrastructure.Media.Inspection;

namespace Allmine.Api.Configuration.Reading;

/// <summary>The names of all settings, for what the log says at the start.</summary>
internal static partial class KnownSettings
{
    private const string Secret = "(given)";

    /// <summary>The most letters in which a misspelt name differs from the one that is meant.</summary>
    private const int MaxDistance = 4;

    private static readonly MediaLimits UsualMedia = new();

    /// <summary>Each with its default outside Development, where that is one text; <c>#</c> is the number of a list's item.</summary>
    private static readonly Dictionary<string, string?> Defaults = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ConnectionStrings:MongoDB"] = null,
        ["Store"] = "auto",
        ["Embedded:Path"] = StoreSettings.DefaultPath,
        ["Jwt:SigningKey"] = null,
        ["Jwt:PreviousSigningKeys:#"] = null,
        ["Jwt:Authority"] = null,
        ["Jwt:Issuer"] = null,
        ["Jwt:Audience"] = null,
        ["Jwt:MaxLifetime"] = "30.00:00:00",
        ["Messages:MaxCreditTransfer"] = "1000000",
        ["Messages:EditWindow"] = "2.00:00:00",
        ["Media:Backend"] = null,
        ["Media:S3:Bucket"] = null,
        ["Media:S3:Region"] = null,
        ["Media:S3:ServiceUrl"] = null,
        ["Media:S3:AccessKey"] = null,
        ["Media:S3:SecretKey"] = null,
        ["Media:PublicBaseUrl"] = null,
        ["Media:MaxImageBytes"] = Text(UsualMedia.MaxImageBytes),
        ["Media:MaxAudioBytes"] = Text(UsualMedia.MaxAudioBytes),
        ["Media:MaxVideoBytes"] = Text(UsualMedia.MaxVideoBytes),
        ["Media:MaxFileBytes"] = Text(UsualMedia.MaxFileBytes),
        ["Media:MaxImagePixels"] = Text(UsualMedia.MaxImagePixels),
        ["Media:MaxDecodeBytes"] = Text(UsualMedia.MaxDecodeBytes),
        ["Media:FilmTime"] = "00:00:01.5",
        ["Media:MaxBytesPerUser"] = null,
        ["RateLimits:SendsPerMinute"] = "120",
        ["RateLimits:RequestsPerMinute"] = "600",
        ["RateLimits:ServiceSendsPerMinute"] = "6000",
        ["RateLimits:ServiceRequestsPerMinute"] = "12000",
        ["RateLimits:AnonymousPerMinute"] = "600",
        ["RateLimits:UploadsPerMinute"] = "30",
        ["RateLimits:UploadsAtOnce"] = "4",
        ["RateLimits:NodeUploadsAtOnce"] = "64",
        ["RateLimits:Redis"] = null,
        ["Cors:Origins:#"] = null,
        ["Proxy:Trusted:#"] = null,
        ["Hosts:Allowed:#"] = null,
        ["Metrics:Enabled"] = "true",
        ["Metrics:Port"] = null,
        ["Logging:Format"] = null,
        ["Webhooks:EncryptionKey"] = null,
        ["Webhooks:AllowedNetworks:#"] = null,
        ["Webhooks:AllowPrivateAddresses"] = "false",
        ["Webhooks:RetryDelays:#"] = null,
        ["Feed:Retention"] = "4.00:00:00",
        ["Shutdown:DrainDelay"] = "00:00:05",
        ["Playground:Enabled"] = null,
        ["Playground:Servers:#:Name"] = null,
        ["Playground:Servers:#:Url"] = null,
        ["AutoMapper:LicenseKey"] = null,
    };

    /// <summary>Of settings whose values are nobody's business.</summary>
    private static readonly string[] Secrets = ["Key", "Keys:#", "MongoDB", "Redis"];

    /// <summary>Of frameworks, which read what is beside our own.</summary>
    private static readonly string[] Shared = ["ConnectionStrings", "Logging"];

    /// <summary>Every name, as the documentation lists them.</summary>
    public static IReadOnlyCollection<string> Names => Defaults.Keys;

    /// <summary>What is set to something else than its default, as <c>name=value</c>; secrets as <c>(given)</c>.</summary>
    public static IEnumerable<string> DifferingIn(IConfiguration configuration, IHostEnvironment environment)
    {
        foreach (var (name, value) in Given(configuration))
        {
            var pattern = PatternOf(name);
            if (!Defaults.TryGetValue(pattern, out var usual) || string.Equals(value, usual, StringComparison.OrdinalIgnoreCase) || (environment.IsDevelopment() && IsOfDevelopment(pattern, value)))
                continue;
            // An address may have a password in it.
            var isSecret = Array.Exists(Secrets, end => pattern.EndsWith(end, StringComparison.OrdinalIgnoreCase)) || value.Contains('@', StringComparison.Ordinal);
            yield return $"{name}={(isSecret ? Secret : value)}";
        }
    }

    /// <summary>What is set under our names, or nearly, and is none of them; each with the name that is nearest.</summary>
    public static IEnumerable<(string Name, string? Nearest)> UnknownIn(IConfiguration configuration)
    {
        var sections = Defaults.Keys.Select(SectionOf).Distinct(StringComparer.OrdinalIgnoreCase).Except(Shared).ToList();
        foreach (var (name, _) in Given(configuration))
        {
            var pattern = PatternOf(name);
            // Settings of other programs are in the same environment.
            if (Defaults.ContainsKey(pattern) || !name.Contains(':', StringComparison.Ordinal) || !sections.Exists(section => Distance(section, SectionOf(name)) <= 2))
                continue;
            if (Defaults.Keys.Any(known => known.StartsWith($"{pattern}:", StringComparison.OrdinalIgnoreCase)))
                continue;
            var (nearest, distance) = Defaults.Keys.Select(known => (known, Distance(known, pattern))).MinBy(each => each.Item2);
            yield return (name, distance <= MaxDistance ? nearest : null);
        }
    }

    private static IEnumerable<(string Name, string Value)> Given(IConfiguration configuration) => configuration.AsEnumerable()
        .Where(pair => !string.IsNullOrWhiteSpace(pair.Value))
        .Select(pair => (pair.Key, pair.Value!))
        .OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase);

    private static bool IsOfDevelopment(string pattern, string value) => (pattern, value) is
        ("Jwt:SigningKey", JwtSettings.DevelopmentSigningKey) or ("Jwt:Issuer", JwtSettings.DevelopmentIssuer) or ("Jwt:Audience", JwtSettings.DevelopmentAudience)
        or (WebhookSettings.KeySetting, WebhookSettings.DevelopmentEncryptionKey) or (WebhookSettings.PrivateSetting, "true" or "True");

    private static string SectionOf(string name) => name.Split(':')[0];

    private static string PatternOf(string name) => Number().Replace(name, ":#");

    /// <summary>How many letters have to be put in, left out or changed to make one of the other.</summary>
    private static int Distance(string one, string other)
    {
        var (a, b) = (one.ToUpperInvariant(), other.ToUpperInvariant());
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[b.Length];
    }

    [GeneratedRegex(@":\d+(?=:|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
