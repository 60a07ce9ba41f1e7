using Allmine.Api.Configuration.Reading;

namespace Allmine.Api.Configuration;

/// <summary>The playground page (section <c>Playground</c>) and the servers that it and the OpenAPI document offer.</summary>
public sealed record PlaygroundSettings(bool Enabled, IReadOnlyList<PlaygroundServer> Servers)
{
    /// <exception cref="SettingException">A server has no name or no proper address.</exception>
    public static PlaygroundSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var enabled = configuration.Flag("Playground:Enabled", environment.IsDevelopment() || environment.IsStaging());
        var servers = configuration.GetSection("Playground:Servers").GetChildren().Select(section => ReadServer(configuration, section.Path)).ToList();
        return new PlaygroundSettings(enabled, servers.Count > 0 ? servers : PlaygroundServer.DefaultsIn(environment));
    }

    private static PlaygroundServer ReadServer(IConfiguration configuration, string path)
    {
        var (name, url) = ($"{path}:{nameof(PlaygroundServer.Name)}", $"{path}:{nameof(PlaygroundServer.Url)}");
        return new PlaygroundServer(
            configuration.Text(name) ?? throw new SettingException(name, "is missing"),
            configuration[url] == PlaygroundServer.OwnOrigin
                ? PlaygroundServer.OwnOrigin
                : configuration.Address(url) ?? throw new SettingException(url, "is missing"));
    }
}
