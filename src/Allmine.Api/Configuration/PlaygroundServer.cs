namespace Allmine.Api.Configuration;

/// <param name="Name">As people see it.</param>
/// <param name="Url">Its address, or <see cref="OwnOrigin"/>.</param>
public sealed record PlaygroundServer(string Name, string Url)
{
    /// <summary>Means the very server that serves the document.</summary>
    public const string OwnOrigin = "/";

    public bool IsOwnOrigin => Url == OwnOrigin;

    /// <summary>Production knows no other server than itself.</summary>
    public static IReadOnlyList<PlaygroundServer> DefaultsIn(IHostEnvironment environment) => environment.IsProduction()
        ? [new("Production", OwnOrigin)]
        : [new("Development", OwnOrigin), new("Production", "https://example.com")];
}
