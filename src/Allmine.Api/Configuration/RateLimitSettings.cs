namespace Allmine.Api.Configuration;

/// <summary>
/// How much each user may do in a minute, how many uploads are taken at once, and how often each address may call without a good token
/// (section <c>RateLimits</c>); 0 switches a limit off.
/// </summary>
/// <param name="SendsPerMinute">Messages of a user.</param>
/// <param name="UploadsPerMinute">Files of a user, those that come with a message included.</param>
/// <param name="RequestsPerMinute">Requests of a user.</param>
/// <param name="AnonymousPerMinute">Requests without a good token from one address.</param>
/// <param name="UploadsAtOnce">Uploads of a user that a node takes at once.</param>
/// <param name="NodeUploadsAtOnce">Uploads of all users that a node takes at once.</param>
public sealed record RateLimitSettings(
    int SendsPerMinute, int UploadsPerMinute, int RequestsPerMinute, int AnonymousPerMinute, int UploadsAtOnce, int NodeUploadsAtOnce)
{
    public bool AreOn => SendsPerMinute > 0 || UploadsPerMinute > 0 || RequestsPerMinute > 0;

    /// <exception cref="SettingException">A limit is negative or not a number.</exception>
    public static RateLimitSettings Read(IConfiguration configuration) => new(
        Limit(configuration, "SendsPerMinute", 120),
        Limit(configuration, "UploadsPerMinute", 30),
        Limit(configuration, "RequestsPerMinute", 600),
        Limit(configuration, "AnonymousPerMinute", 600),
        Limit(configuration, "UploadsAtOnce", 4),
        Limit(configuration, "NodeUploadsAtOnce", 64));

    private static int Limit(IConfiguration configuration, string name, int fallback) =>
        (int)configuration.Number($"RateLimits:{name}", fallback, least: 0, greatest: int.MaxValue);
}
