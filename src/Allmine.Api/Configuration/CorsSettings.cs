using System.Collections.Frozen;
using Allmine.Api.Configuration.Reading;

namespace Allmine.Api.Configuration;

/// <summary>Which pages of other origins may call (<c>Cors:Origins</c>).</summary>
/// <param name="Origins">As browsers write them: scheme, host, and a port that is not the usual one.</param>
/// <param name="AllowsLoopback">Whether any origin of this machine may, too: in Development.</param>
public sealed record CorsSettings(FrozenSet<string> Origins, bool AllowsLoopback)
{
    /// <exception cref="SettingException">Not an exact origin.</exception>
    public static CorsSettings Read(IConfiguration configuration, IHostEnvironment environment, PlaygroundSettings playground)
    {
        var given = configuration.List("Cors:Origins").Select(item => OriginIn(item.Setting, item.Value));
        var offered = environment.IsDevelopment()
            ? playground.Servers.Where(server => !server.IsOwnOrigin).Select(server => new Uri(server.Url).GetLeftPart(UriPartial.Authority))
            : [];
        return new CorsSettings(given.Concat(offered).ToFrozenSet(), environment.IsDevelopment());
    }

    public bool Allows(string origin) =>
        Origins.Contains(origin) || (AllowsLoopback && Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.IsLoopback);

    public override string ToString() => $"{nameof(CorsSettings)} {{ {nameof(Origins)} = {string.Join(' ', Origins)}, {nameof(AllowsLoopback)} = {AllowsLoopback} }}";

    private static string OriginIn(string setting, string text)
    {
        if (text == "*")
            throw new SettingException(setting, "can't be \"*\": name each origin");
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text
            ? text
            : throw new SettingException(setting, $"must be an exact origin like https://chat.example.com, without a path, not \"{text}\"");
    }
}
