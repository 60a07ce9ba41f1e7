using System.Globalization;

namespace Allmine.Api.Configuration.Reading;

/// <summary>Reads settings one by one, so that a bad one can name itself. An empty value counts as absent.</summary>
internal static class SettingsReader
{
    public static string? Text(this IConfiguration configuration, string setting) =>
        configuration[setting] is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    /// <exception cref="SettingException">Not a whole number within the bounds.</exception>
    public static long Number(this IConfiguration configuration, string setting, long fallback, long least, long greatest = long.MaxValue)
    {
        if (configuration.Text(setting) is not { } text)
            return fallback;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) || value < least || value > greatest)
        {
            var bounds = greatest == long.MaxValue ? $"of {least} or more" : $"from {least} to {greatest}";
            throw new SettingException(setting, $"must be a whole number {bounds}, not \"{text}\"");
        }

        return value;
    }

    /// <summary>A time span as .NET writes it: <c>hh:mm:ss</c>, with days before it and a fraction after it where needed.</summary>
    /// <exception cref="SettingException">No time span, or not within the bounds.</exception>
    public static TimeSpan Duration(this IConfiguration configuration, string setting, TimeSpan fallback, TimeSpan least, TimeSpan greatest)
    {
        if (configuration.Text(setting) is not { } text)
            return fallback;
        // Of the shorter forms, a number alone would be days, and two would be hours and minutes: not what is meant.
        return text.Count(letter => letter == ':') == 2
            && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var value) && value >= least && value <= greatest
                ? value
                : throw new SettingException(setting, $"must be a time span from {least:c} to {greatest:c} (hours:minutes:seconds), not \"{text}\"");
    }

    /// <summary>The values of <c>Name:0</c>, <c>Name:1</c> …, each with the name of its setting; empty ones are left out.</summary>
    /// <exception cref="SettingException">One value where a list belongs.</exception>
    public static IReadOnlyList<(string Setting, string Value)> List(this IConfiguration configuration, string setting)
    {
        if (configuration.Text(setting) is not null)
            throw new SettingException(setting, $"is a list: set {setting.Replace(":", "__", StringComparison.Ordinal)}__0, and so on");
        return
        [
            .. configuration.GetSection(setting).GetChildren()
                .Where(item => !string.IsNullOrWhiteSpace(item.Value))
                .Select(item => ($"{setting}:{item.Key}", item.Value!.Trim())),
        ];
    }

    /// <exception cref="SettingException">Neither true nor false.</exception>
    public static bool Flag(this IConfiguration configuration, string setting, bool fallback) => configuration.Text(setting) switch
    {
        null => fallback,
        var text when bool.TryParse(text, out var value) => value,
        var text => throw new SettingException(setting, $"must be true or false, not \"{text}\""),
    };

    /// <summary>An absolute http or https address, without a slash at its end.</summary>
    /// <exception cref="SettingException">Anything else.</exception>
    public static string? Address(this IConfiguration configuration, string setting) => configuration.Text(setting) switch
    {
        null => null,
        var text when Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https") => text.TrimEnd('/'),
        var text => throw new SettingException(setting, $"must be an http or https address, not \"{text}\""),
    };
}
