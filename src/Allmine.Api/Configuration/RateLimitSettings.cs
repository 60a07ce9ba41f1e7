namespace Allmine.Api.Configuration;

/// <summary>
/// How much each user may do in a minute, and each address from which somebody without a good token calls (section <c>RateLimits</c>); 0
/// switches a limit off.
/// </summary>
public sealed record RateLimitSettings(int SendsPerMinute, int UploadsPerMinute, int RequestsPerMinute, int AnonymousPerMinute)
{
    public bool AreOn => SendsPerMinute > 0 || UploadsPerMinute > 0 || RequestsPerMinute > 0;

    /// <exception cref="SettingException">A limit is negative or not a number.</exception>
    public static RateLimitSettings Read(IConfiguration configuration) => new(
        Limit(configuration, "SendsPerMinute", 120),
        Limit(configuration, "UploadsPerMinute", 30),
        Limit(configuration, "RequestsPerMinute", 600),
        Limit(configuration, "AnonymousPerMinute", 600));

    private static int Limit(IConfiguration configuration, string name, int fallback) =>
        (int)configuration.Number($"RateLimits:{name}", fallback, least: 0, greatest: int.MaxValue);
}
