using Allmine.Api.Configuration.Reading;
using StackExchange.Redis;

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
/// <param name="ServiceSendsPerMinute">Messages of a first-party backend.</param>
/// <param name="ServiceRequestsPerMinute">Requests of a first-party backend.</param>
/// <param name="Redis">Where all nodes count together; null for each by itself.</param>
public sealed record RateLimitSettings(
    int SendsPerMinute, int UploadsPerMinute, int RequestsPerMinute, int AnonymousPerMinute, int UploadsAtOnce, int NodeUploadsAtOnce,
    int ServiceSendsPerMinute, int ServiceRequestsPerMinute, string? Redis)
{
    private const string RedisSetting = "RateLimits:Redis";

    public bool AreOn => SendsPerMinute > 0 || UploadsPerMinute > 0 || RequestsPerMinute > 0 || ServiceSendsPerMinute > 0 || ServiceRequestsPerMinute > 0;

    /// <exception cref="SettingException">A limit is negative or not a number.</exception>
    public static RateLimitSettings Read(IConfiguration configuration) => new(
        Limit(configuration, "SendsPerMinute", 120),
        Limit(configuration, "UploadsPerMinute", 30),
        Limit(configuration, "RequestsPerMinute", 600),
        Limit(configuration, "AnonymousPerMinute", 600),
        Limit(configuration, "UploadsAtOnce", 4),
        Limit(configuration, "NodeUploadsAtOnce", 64),
        Limit(configuration, "ServiceSendsPerMinute", 6_000),
        Limit(configuration, "ServiceRequestsPerMinute", 12_000),
        ReadRedis(configuration));

    /// <summary>Without Redis' password.</summary>
    public override string ToString() =>
        $"{nameof(RateLimitSettings)} {{ {SendsPerMinute}, {UploadsPerMinute}, {RequestsPerMinute}, {AnonymousPerMinute}, {UploadsAtOnce}, {NodeUploadsAtOnce}, {ServiceSendsPerMinute}, {ServiceRequestsPerMinute}, {nameof(Redis)} = {(Redis is null ? "none" : "given")} }}";

    private static string? ReadRedis(IConfiguration configuration)
    {
        if (configuration.Text(RedisSetting) is not { } text)
            return null;
        try
        {
            return ConfigurationOptions.Parse(text).EndPoints.Count > 0 ? text : throw new ArgumentException("It names no server.");
        }
        catch (ArgumentException)
        {
            // The text may hold a password.
            throw new SettingException(RedisSetting, "must be a connection string like redis1:6379,password=…,ssl=true");
        }
    }

    private static int Limit(IConfiguration configuration, string name, int fallback) =>
        (int)configuration.Number($"RateLimits:{name}", fallback, least: 0, greatest: int.MaxValue);
}
