namespace Allmine.Api.Configuration;

/// <summary>A setting is missing or wrong. The message is one sentence that names it.</summary>
public sealed class SettingException(string setting, string problem) : Exception($"The setting {setting} {problem}.")
{
    public string Setting { get; } = setting;
}
