namespace Allmine.Api.Configuration.Reading;

/// <summary>A setting is missing or wrong; or several are. The message has a sentence for each, which names it.</summary>
public sealed class SettingException : Exception
{
    public SettingException(string setting, string problem)
        : base($"The setting {setting} {problem}.") => Setting = setting;

    /// <param name="all">Every one that is wrong, one or more.</param>
    public SettingException(IReadOnlyCollection<SettingException> all)
        : base(string.Join(' ', all.Select(each => each.Message))) => Setting = all.First().Setting;

    /// <summary>The first one.</summary>
    public string Setting { get; }
}
