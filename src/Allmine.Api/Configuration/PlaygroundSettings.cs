namespace Allmine.Api.Configuration;

/// <summary>The playground page (section <c>Playground</c>) and the servers that it and the OpenAPI document offer.</summary>
public sealed record PlaygroundSettings(bool Enabled, IReadOnlyList<PlaygroundServer> Servers)
{
    /// <exception cref="SettingException">A server has no name or no proper address.</exception>
    public static PlaygroundSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var enabled = configuration.Flag("Playground:Enabled", environment.IsDevelopment() || environment.IsStaging());
        var servers = configuration.GetSection("Playground:Servers").GetChildren().Select(ReadServer).ToList();
        return new PlaygroundSettings(enabled, servers.Count > 0 ? servers : PlaygroundServer.Defaults);
    }

    private static PlaygroundServer ReadServer(IConfigurationSection section) => new(
        section.Text("Name") ?? throw new SettingException($"{section.Path}:Name", "is missing"),
        section[nameof(PlaygroundServer.Url)] == PlaygroundServer.OwnOrigin
            ? PlaygroundServer.OwnOrigin
            : section.Address("Url") ?? throw new SettingException($"{section.Path}:Url", "is missing"));
}
